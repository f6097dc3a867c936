//! A case handed to the police: its states, and who moves them (design.md, "Referral to the police").

coded_enum! {
    /// Where a referral stands.
    pub enum State {
        /// Being prepared.
        Draft = "draft",
        /// Built and hashed; waits for another person.
        AwaitingApproval = "awaiting_approval",
        /// Signed; in the police inbox.
        Approved = "approved",
        /// The police have fetched it.
        Delivered = "delivered",
        /// The police have given it a case number.
        Acknowledged = "acknowledged",
        /// The police have taken it on.
        Accepted = "accepted",
        /// The police have declined.
        Declined = "declined",
        /// The police want to know more.
        MoreInformation = "more_information",
        /// The police have told the outcome.
        Concluded = "concluded",
        /// Delivery failed for good.
        Failed = "failed",
        /// Taken back before delivery.
        Withdrawn = "withdrawn",
    }
}

coded_enum! {
    /// What can be done with a referral.
    pub enum Step {
        /// Build the package and hand it to another person.
        Submit = "submit",
        /// Sign it.
        Approve = "approve",
        /// Send it back to draft.
        Reject = "reject",
        /// Take it back.
        Withdraw = "withdraw",
        /// The first fetch of the document.
        Deliver = "deliver",
        /// Delivery given up.
        Fail = "fail",
        /// The police case number.
        Acknowledge = "acknowledge",
        /// Taken on.
        Accept = "accept",
        /// Not taken on.
        Decline = "decline",
        /// A question back.
        AskMore = "ask_more",
        /// What came of it.
        Conclude = "conclude",
    }
}

/// The step is not allowed in this state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a referral that is {from} cannot {step}")]
pub struct StepNotAllowed {
    /// Where it stands.
    pub from: State,
    /// What was asked for.
    pub step: Step,
    /// What is possible instead.
    pub allowed: Vec<Step>,
}

impl State {
    /// The state after a step.
    pub fn after(self, step: Step) -> Result<Self, StepNotAllowed> {
        self.next(step).ok_or_else(|| StepNotAllowed {
            from: self,
            step,
            allowed: Step::ALL
                .iter()
                .copied()
                .filter(|&s| self.next(s).is_some())
                .collect(),
        })
    }

    const fn next(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Draft, Step::Submit) => Some(Self::AwaitingApproval),
            (Self::AwaitingApproval, Step::Approve) => Some(Self::Approved),
            (Self::AwaitingApproval, Step::Reject) => Some(Self::Draft),
            (
                Self::Draft | Self::AwaitingApproval | Self::Approved | Self::Failed,
                Step::Withdraw,
            ) => Some(Self::Withdrawn),
            (Self::Approved, Step::Deliver) => Some(Self::Delivered),
            (Self::Approved, Step::Fail) => Some(Self::Failed),
            (Self::Delivered, Step::Acknowledge) => Some(Self::Acknowledged),
            (Self::Acknowledged | Self::MoreInformation, Step::Accept) => Some(Self::Accepted),
            (Self::Acknowledged | Self::MoreInformation, Step::Decline) => Some(Self::Declined),
            (Self::Acknowledged | Self::Accepted, Step::AskMore) => Some(Self::MoreInformation),
            (Self::Accepted, Step::Conclude) => Some(Self::Concluded),
            _ => None,
        }
    }

    /// What the police may know of: nothing before it is signed, nothing taken back.
    #[must_use]
    pub const fn is_visible_to_police(self) -> bool {
        !matches!(
            self,
            Self::Draft | Self::AwaitingApproval | Self::Withdrawn | Self::Failed
        )
    }

    /// Whether a withdrawn consent still stops it.
    #[must_use]
    pub fn can_be_stopped(self) -> bool {
        self.next(Step::Withdraw).is_some()
    }

    /// Whether another referral of the same case would be a repeat.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Declined | Self::Concluded)
    }
}

#[cfg(test)]
mod tests {
    use super::{State, Step};

    #[test]
    fn the_straight_path_leads_from_draft_to_the_outcome() {
        let path = [
            Step::Submit,
            Step::Approve,
            Step::Deliver,
            Step::Acknowledge,
            Step::Accept,
            Step::Conclude,
        ];

        let end = path.into_iter().try_fold(State::Draft, State::after);

        assert_eq!(end, Ok(State::Concluded));
    }

    #[test]
    fn nothing_that_was_delivered_can_be_withdrawn() {
        for &state in State::ALL {
            let stoppable = matches!(
                state,
                State::Draft | State::AwaitingApproval | State::Approved | State::Failed
            );
            assert_eq!(state.can_be_stopped(), stoppable, "{state}");
        }
    }
}
