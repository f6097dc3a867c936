//! What somebody wants to do.

coded_enum! {
    /// What somebody wants to do.
    pub enum Action {
        /// See the queue, lists and cases.
        ReadCase = "read_case",
        /// Take a case from the queue.
        Claim = "claim",
        /// Take a file of a report out: it may be malware.
        OpenAttachment = "open_attachment",
        /// Change the status of a case.
        Transition = "transition",
        /// Write an internal note.
        WriteNote = "write_note",
        /// Write to the reporter.
        WriteMessage = "write_message",
        /// Set classification, severity or TLP.
        Classify = "classify",
        /// Give a case to somebody.
        Assign = "assign",
        /// Say who speaks for the firm: replace a code, note a call-back, shut a sender out.
        ReplaceCode = "replace_code",
        /// Prepare, submit or withdraw a referral.
        PrepareReferral = "prepare_referral",
        /// Refer without consent, on a legal basis.
        ReferOnLegalBasis = "refer_on_legal_basis",
        /// Approve or reject a referral.
        DecideReferral = "decide_referral",
        /// See referrals from the inside.
        ReadReferral = "read_referral",
        /// See the police inbox and answer.
        AnswerReferral = "answer_referral",
        /// See who may reach a case.
        ReadAccess = "read_access",
        /// Restrict a case, and say who needs to know of it.
        ManageAccess = "manage_access",
        /// Open a restricted case in an emergency: for an hour, with a reason, told to its owner.
        BreakGlass = "break_glass",
        /// See who wants to be called.
        ReadCallBacks = "read_call_backs",
        /// Call them, and say what came of it.
        TakeCallBacks = "take_call_backs",
        /// Search the audit trail: the auditor all of it, a duty lead what touches own cases.
        ReadAudit = "read_audit",
        /// Take the audit trail out of the house.
        ExportAudit = "export_audit",
        /// Let a person who has lost everything begin anew, as one of two.
        RecoverPeople = "recover_people",
    }
}
