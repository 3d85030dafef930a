"""BrokerDesk: CRM and back office of a brokerage."""
