package io.operations.operation;

/** How an input is kept from those who read the database. */
public enum Secrecy {
    /** As it is. */
    OPEN,
    /** Encrypted where all members have a key, as it is elsewhere. */
    CONFIDENTIAL,
    /** Encrypted always. Without a key that all members have, no durable operation may have it. */
    SECRET
}
