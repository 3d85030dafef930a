-- The application reads rows and writes through the functions only.
REVOKE ALL ON ledger_account, ledger_tx, ledger_entry, ledger_checkpoint, ledger_checkpoint_mark
    FROM brokerdesk_app;
REVOKE ALL ON SEQUENCE ledger_account_id_seq, ledger_tx_id_seq, ledger_entry_id_seq
    FROM brokerdesk_app;
GRANT SELECT ON ledger_account, ledger_tx, ledger_entry, ledger_checkpoint, ledger_checkpoint_mark
    TO brokerdesk_app;
REVOKE ALL ON FUNCTION ledger_post, ledger_ensure_accounts, ledger_close_account,
    ledger_latest_entry, ledger_move_checkpoints FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_post, ledger_ensure_accounts, ledger_close_account,
    ledger_latest_entry, ledger_move_checkpoints TO brokerdesk_app;
