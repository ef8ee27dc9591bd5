package io.operations.web;

/** The same for a client of another member: to operations of this member only. */
@FunctionalInterface
interface ConnectingHere extends Connecting {}
