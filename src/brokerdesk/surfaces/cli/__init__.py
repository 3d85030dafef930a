"""The command line `brokerdesk`: thin doors to the stack and to the rooms' services."""
