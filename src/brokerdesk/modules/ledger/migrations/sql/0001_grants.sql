-- The application writes through the functions above only.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'brokerdesk_app') THEN
        REVOKE ALL ON ledger_account, ledger_tx, ledger_entry, ledger_checkpoint,
            ledger_checkpoint_mark FROM brokerdesk_app;
        GRANT SELECT ON ledger_account, ledger_tx, ledger_entry, ledger_checkpoint,
            ledger_checkpoint_mark TO brokerdesk_app;
        REVOKE ALL ON FUNCTION ledger_post, ledger_ensure_accounts, ledger_close_account,
            ledger_checkpoint_bound, ledger_move_checkpoints FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION ledger_post, ledger_ensure_accounts, ledger_close_account,
            ledger_checkpoint_bound, ledger_move_checkpoints TO brokerdesk_app;
    END IF;
END $$;
