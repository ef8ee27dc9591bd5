@echo off
rem Runs the Maven that .mvn\wrapper\maven-wrapper.properties pins: from the cache, else downloaded. Where that cannot be
rem had, a mvn 3.8 or newer on the PATH does, and one line says so.
setlocal

set "PROJECT=%~dp0"
set "PROPERTIES=%PROJECT%.mvn\wrapper\maven-wrapper.properties"
for /f "usebackq eol=# tokens=1,* delims==" %%a in ("%PROPERTIES%") do (
  if "%%a"=="distributionUrl" set "URL=%%b"
  if "%%a"=="distributionSha256Sum" set "CHECKSUM=%%b"
)
for %%f in ("%URL%") do set "NAME=%%~nf"
set "NAME=%NAME:-bin=%"

if defined JAVA_HOME (
  if not exist "%JAVA_HOME%\bin\java.exe" (
    echo mvnw: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it; set it to a JDK 25 1>&2
    exit /b 1
  )
) else (
  where java >nul 2>nul || (
    echo mvnw: no Java found: set JAVA_HOME to a JDK 25 or put its bin folder on the PATH 1>&2
    exit /b 1
  )
)

if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "DISTS=%MAVEN_USER_HOME%\wrapper\dists\%NAME%"
set "MAVEN=%DISTS%\%CHECKSUM%"
set "MVN=%MAVEN%\bin\mvn.cmd"
if exist "%MVN%" goto run

rem Exit code 1: cannot be downloaded; 2: it is not what was pinned.
powershell -NoProfile -NonInteractive -Command ^
  "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';" ^
  "$scratch = Join-Path $env:DISTS ('.download.' + [Guid]::NewGuid()); $zip = Join-Path $scratch 'maven.zip'; $code = 1;" ^
  "try {" ^
  "  [Net.ServicePointManager]::SecurityProtocol = 'Tls12'; New-Item -ItemType Directory -Force $scratch | Out-Null;" ^
  "  Invoke-WebRequest -UseBasicParsing -TimeoutSec 20 -Uri $env:URL -OutFile $zip;" ^
  "  if ((Get-FileHash $zip -Algorithm SHA256).Hash -ne $env:CHECKSUM) { $code = 2 } else {" ^
  "    Expand-Archive $zip $scratch; Move-Item (Join-Path $scratch $env:NAME) $env:MAVEN; $code = 0 }" ^
  "} catch { } finally { Remove-Item -Recurse -Force $scratch -ErrorAction SilentlyContinue }; exit $code"
if %ERRORLEVEL% equ 2 (
  echo mvnw: what %URL% delivered is not the pinned Maven: its SHA-256 is not %CHECKSUM% 1>&2
  exit /b 2
)
if exist "%MVN%" goto run

set "MVN="
for /f "delims=" %%m in ('where mvn.cmd 2^>nul') do if not defined MVN set "MVN=%%m"
set "VERSION="
if defined MVN for /f "tokens=3" %%v in ('call "%MVN%" --version 2^>nul ^| findstr /c:"Apache Maven"') do set "VERSION=%%v"
set "USABLE="
for /f "tokens=1,2 delims=." %%i in ("%VERSION%") do (
  if %%i geq 4 set "USABLE=true"
  if %%i equ 3 if %%j geq 8 set "USABLE=true"
)
if not defined USABLE (
  echo mvnw: %NAME% is not cached, cannot be downloaded from %URL%, and no mvn 3.8 or newer is on the PATH 1>&2
  exit /b 1
)
echo mvnw: %NAME% is not cached and cannot be downloaded: using Maven %VERSION% at %MVN% 1>&2

:run
call "%MVN%" %*
exit /b %ERRORLEVEL%
