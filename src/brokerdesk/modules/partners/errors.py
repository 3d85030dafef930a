"""Refusals of the partners room."""

from brokerdesk.kit.errors import DomainError, Forbidden, NotFound


class PartnerNotFound(NotFound):
    code = "partner_not_found"


class PlanNotFound(NotFound):
    code = "plan_not_found"


class AccrualNotFound(NotFound):
    code = "accrual_not_found"


class AlreadyPartner(DomainError):
    code = "already_partner"


class CycleRefused(DomainError):
    code = "partner_cycle"
    status = 422


class OtherBrand(DomainError):
    code = "other_brand"
    status = 422


class PlanInvalid(DomainError):
    code = "plan_invalid"
    status = 422


class PartnerNotActive(DomainError):
    code = "partner_not_active"


class NothingPayable(DomainError):
    code = "nothing_payable"


class BackdatedChange(DomainError):
    code = "backdated_change"
    status = 422


class CodeUnknown(DomainError):
    code = "referral_code_unknown"
    status = 422


class ParentUnknown(DomainError):
    code = "parent_unknown"
    status = 422


class CodeTaken(DomainError):
    code = "referral_code_taken"
    status = 422


class PastChangeNotFound(NotFound):
    code = "past_change_not_found"


class PastChangeDecided(DomainError):
    code = "past_change_decided"


class PastOverlap(DomainError):
    code = "past_overlap"


class NothingChanges(DomainError):
    code = "nothing_changes"
    status = 422


class NotPast(DomainError):
    code = "not_past"
    status = 422


class SecondPersonNeeded(Forbidden):
    code = "four_eyes_required"


class TrialNotFound(NotFound):
    code = "trial_not_found"


class TrialNotPassed(DomainError):
    code = "trial_not_passed"


class DisputeNotFound(NotFound):
    code = "dispute_not_found"


class RunNotFound(NotFound):
    code = "payout_run_not_found"


class HoldNotFound(NotFound):
    code = "hold_not_found"


class AdjustmentNotFound(NotFound):
    code = "adjustment_not_found"


class DisputeClosed(DomainError):
    code = "dispute_closed"


class DisputeExists(DomainError):
    code = "dispute_exists"


class RunDecided(DomainError):
    code = "payout_run_decided"


class AdjustmentDecided(DomainError):
    code = "adjustment_decided"


class LineNotPayable(DomainError):
    code = "payout_line_not_payable"


class TermsInvalid(DomainError):
    code = "payout_terms_invalid"
    status = 422


class PaidByRuns(DomainError):
    code = "paid_by_runs"


class FourEyesRequired(DomainError):
    code = "four_eyes_required"
    status = 403


class PartnerTermsInvalid(DomainError):
    code = "partner_terms_invalid"
    status = 422


class RateInvalid(DomainError):
    code = "rate_invalid"
    status = 422


class ProgrammeInvalid(DomainError):
    code = "programme_invalid"
    status = 422


class InvitationNeeded(DomainError):
    code = "invitation_needed"
    status = 422


class AgreementNotAccepted(DomainError):
    code = "agreement_not_accepted"
    status = 422


class ApplicationNotFound(NotFound):
    code = "application_not_found"


class ApplicationDecided(DomainError):
    code = "application_decided"


class CampaignNotFound(NotFound):
    code = "campaign_not_found"


class CampaignInvalid(DomainError):
    code = "campaign_invalid"
    status = 422


class CaseNotFound(NotFound):
    code = "partner_case_not_found"


class CaseDecided(DomainError):
    code = "partner_case_decided"


class PostbackNotFound(NotFound):
    code = "postback_not_found"


class KeyNotFound(NotFound):
    code = "api_key_not_found"


class KeysOff(Forbidden):
    code = "partner_keys_off"


class TooManyKeys(DomainError):
    code = "too_many_keys"


class SubPartnerNotFound(NotFound):
    code = "sub_partner_not_found"


class LadderInvalid(DomainError):
    code = "ladder_invalid"
    status = 422


class TiersInvalid(DomainError):
    code = "tiers_invalid"
    status = 422


class RankPinned(DomainError):
    code = "rank_pinned"


class RankNotPinned(DomainError):
    code = "rank_not_pinned"


class AcquisitionInvalid(DomainError):
    code = "acquisition_terms_invalid"
    status = 422


class QualificationNotFound(NotFound):
    code = "qualification_not_found"


class QualificationDecided(DomainError):
    code = "qualification_decided"


class RevenueInvalid(DomainError):
    code = "revenue_terms_invalid"
    status = 422


class EarningNotFound(NotFound):
    code = "earning_not_found"
