"""What changes are called when the history is told."""

from assets.words import N_

# Who did what nobody in person did.
SOURCES = {
    "api": N_("A program"),
    "backup": N_("The backup"),
    "cli": N_("The command line"),
    "demo": N_("The demonstration"),
    "timetable": N_("The timetable"),
}

# Captions that are no nouns: “is now” makes no sentence of them.
PHRASES = {
    *("as_found", "as_left"),
    *("accepted_on", "acquired_on", "actual_on", "baseline_approved_on", "baseline_on", "checks"),
    *("closes_on", "dated_on", "delivered_on", "disabled", "done_by_id", "done_on", "due_on"),
    *("ended_on", "ends_on", "every", "expected_on", "expires_on", "forecast_on"),
    *("funding_source", "in_use_on", "installed_on", "least", "lent_on", "manufactured_on"),
    *("merged_into_id", "mode", "most", "opens_on", "parent_id", "part_of_id", "received_on"),
    *("handled_by_id", "joined_to_id"),
    *("action_high", "action_low", "close_high", "close_low", "warning_high", "warning_low"),
    *("rolls_over_at", "turn"),
    *("required", "returned_on", "service_until", "since", "starts_on", "taken_by_id"),
    *("unnumbered", "until", "working", "yearly"),
    *("valid_until", "verified_by_id", "verified_found", "verified_on", "waits_for_id"),
    *("warranty_from", "warranty_until", "waiting_for", "role", "failure_mode", "cause", "remedy"),
    *("reported_at", "down_from", "down_until", "warranty_claim", "signed_by_id"),
    *("needs_certificate", "needs_photo", "needs_signature"),
    *("closed_by_id", "corrects_id"),
    *("tested_on", "connection", "instrument_id", "calibrated_until", "tester_id", "visual"),
    *("functional", "next_due_on", "circuit", "near_percent", "grown_percent", "unsure_below"),
    *("valid_from", "valid_to"),
    *("awarded_on", "signed_on", "guarantee_until", "penalty_most", "terminated_on", "verified"),
}

# A new value that says everything by itself.
BECAME = {
    ("person", "disabled", True): N_("Kept out from now on."),
    ("person", "disabled", False): N_("Let in again."),
    ("maintenance_plan", "paused", True): N_("Paused."),
    ("maintenance_plan", "paused", False): N_("Taken up again."),
    ("maintenance_plan", "suspended_for", "in_storage"): N_("Rests while it is in storage."),
    ("maintenance_plan", "suspended_for", "on_loan"): N_("Rests while it is lent."),
    ("maintenance_plan", "suspended_for", "in_transit"): N_("Rests while it is on its way."),
    ("maintenance_plan", "suspended_for", "down"): N_("Rests while it is out of order."),
    ("maintenance_plan", "suspended_for", "quarantined"): N_("Rests while it is in quarantine."),
    ("maintenance_plan", "suspended_for", ""): N_("Asked again."),
    ("work_order", "state", "assigned"): N_("Assigned."),
    ("work_order", "state", "in_progress"): N_("Being worked on."),
    ("work_order", "state", "verified"): N_("Verified."),
    ("work_order", "state", "closed"): N_("Closed."),
    ("work_order", "state", "done"): N_("Done."),
    ("work_order", "state", "cancelled"): N_("Cancelled."),
    ("closure", "cancelled", True): N_("Cancelled."),
    ("closure", "yearly", True): N_("It comes again every year."),
    ("closure", "yearly", False): N_("It does not come again."),
    ("calendar_day", "working", True): N_("A working day."),
    ("calendar_day", "working", False): N_("A free day."),
    ("project", "closed", True): N_("Closed."),
    ("custom_field", "ended", True): N_("Asked no more."),
    ("custom_field", "ended", False): N_("Asked again."),
    ("fault", "state", "accepted"): N_("Work has been ordered."),
    ("fault", "state", "joined"): N_("Reported before."),
    ("fault", "state", "answered"): N_("Answered."),
    ("fault", "state", "rejected"): N_("Not accepted."),
    ("fault", "state", "settled"): N_("Settled."),
    ("work_order", "warranty_claim", True): N_("The supplier was asked to put it right."),
    ("checklist", "withdrawn", True): N_("Offered no more."),
    ("checklist", "withdrawn", False): N_("Offered again."),
    ("spare_part", "given_up", True): N_("Given up."),
    ("spare_part", "given_up", False): N_("Kept again."),
    ("label_stock", "given_up", True): N_("Given up."),
    ("label_stock", "given_up", False): N_("Kept again."),
    ("label_design", "given_up", True): N_("Given up."),
    ("label_design", "given_up", False): N_("Kept again."),
    ("label_stock", "film", True): N_("Of film, for wet rooms."),
    ("label_stock", "film", False): N_("Not of film."),
    ("asset", "verified_found", True): N_("Seen."),
    ("asset", "verified_found", False): N_("Not found."),
    ("printer", "given_up", True): N_("Given up."),
    ("printer", "given_up", False): N_("Kept again."),
    ("meter", "given_up", True): N_("Read no more."),
    ("meter", "given_up", False): N_("Read again."),
    ("bid", "outcome", "open"): N_("Not evaluated yet."),
    ("bid", "outcome", "won"): N_("It has won."),
    ("bid", "outcome", "lost"): N_("It did not win."),
    ("bid", "outcome", "rejected"): N_("Rejected."),
    ("bid", "outcome", "withdrawn"): N_("Withdrawn."),
    ("transfer", "state", "received"): N_("Received."),
    ("transfer", "state", "cancelled"): N_("Called back."),
}

# A new value that is told by another one of the same entry where there is one.
BETTER = {
    ("grant_mark", "width"): "digest",
    ("grant_mark", "height"): "digest",
    ("transfer_line", "under_way_id"): "received_on",
    ("transfer", "ended_on"): "state",
    ("work_order", "state"): "waiting_for",
}

# What is only told to have changed, where its caption would not make a sentence.
KEPT_BACK = {
    ("place", "contact"): N_("Who answers for it has changed."),
    ("supplier", "contact"): N_("How to reach it has changed."),
    ("contract_line", "price_minor"): N_("Its price has changed."),
    ("contract_line", "vat_rate"): N_("Its rate of VAT has changed."),
    ("contract", "penalty"): N_("The penalty for each day has changed."),
    ("contract", "penalty_most"): N_("What the penalty is at most has changed."),
}

# Sentences for what happens most; every other change is told field by field.
TOLD = {
    ("asset", "place_id"): N_("Moved from {old} to {new}."),
    ("place", "parent_id"): N_("Moved from {old} to {new}."),
    ("asset", "state"): N_("State changed from {old} to {new}."),
    ("asset", "condition"): N_("Condition changed from {old} to {new}."),
    ("asset", "part_of_id"): N_("Became part of {new}; it was part of {old}."),
    ("asset", "custodian_id"): N_("In the care of {new}; it was in that of {old}."),
    ("asset", "verified_on"): N_("Looked for on {new}."),
    ("asset", "verified_by_id"): N_("Looked for by {new} this time."),
    ("delivery_line", "counted"): N_("Counted so far: {new}."),
    ("milestone", "forecast_on"): N_("Expected on {new} instead of {old}."),
    ("work_order", "state"): N_("State changed from {old} to {new}."),
    ("maintenance_plan", "due_on"): N_("Next due on {new}; it was {old}."),
    ("label_design", "said"): N_("It looks different now."),
    ("label", "prints"): N_("Printed. Times so far: {new}."),
    ("loan", "due_on"): N_("Due back on {new} instead of {old}."),
    ("lot_item", "quantity"): N_("{new} instead of {old}."),
    ("contract_line", "quantity"): N_("{new} instead of {old}."),
}

# The same for what is said for the first time.
FIRST = {
    ("grant_mark", "digest"): N_("Another logo was uploaded."),
    ("lot", "baseline_approved_on"): N_("Plan approved on {new}."),
    ("milestone", "actual_on"): N_("Done on {new}."),
    ("contract", "terminated_on"): N_("Terminated on {new}."),
    ("asset", "accepted_on"): N_("Accepted on {new}."),
    ("asset", "in_use_on"): N_("In use since {new}."),
    ("asset", "ended_on"): N_("Out of use since {new}."),
    ("asset", "delivered_on"): N_("Delivered on {new}."),
    ("asset", "installed_on"): N_("Installed on {new}."),
    ("asset", "part_of_id"): N_("Became part of {new}."),
    ("asset", "custodian_id"): N_("In the care of {new}."),
    ("asset", "waits_for_id"): N_("Waits in a store for {new}."),
    ("asset", "verified_on"): N_("Looked for on {new}."),
    ("asset", "verified_by_id"): "",  # it is who the entry is of
    ("place", "merged_into_id"): N_("Merged into {new}."),
    ("model", "merged_into_id"): N_("Merged into {new}."),
    ("supplier", "merged_into_id"): N_("Merged into {new}."),
    ("place", "opens_on"): N_("Opens on {new}."),
    ("place", "closes_on"): N_("Closed from {new}."),
    ("maintenance_plan", "ended_on"): N_("Ended on {new}."),
    ("project", "final_payment_on"): N_("Final payment on {new}."),
    ("label", "asset_id"): N_("It sticks on {new} now."),
    ("label", "verified_at"): N_("Found where it sticks."),
    ("api_token", "revoked_at"): N_("Revoked."),
    ("checklist", "draft"): N_("The draft of its steps has changed."),
    ("answer", "corrected_by_id"): N_("{new} puts it right."),
    ("work_order", "taken_by_id"): N_("{new} is on it."),
    ("work_order", "waiting_for"): N_("Waits for: {new}."),
    ("work_order", "corrects_id"): N_("Puts right {new}."),
    ("work_order", "signed_by_id"): N_("Signed by {new}."),
    ("work_order", "verified_by_id"): N_("Verified by {new}."),
    ("work_order", "closed_by_id"): N_("Closed by {new}."),
    ("work_order", "done_by_id"): N_("Done by {new}."),
    ("work_order", "done_on"): N_("Done on {new}."),
    ("transfer_line", "received_on"): N_("Received on {new}."),
    ("loan", "returned_on"): N_("Back on {new}."),
    ("delivery", "received_on"): N_("Received on {new}."),
    ("unit", "delivery_line_id"): N_("It came with a delivery: {new}."),
    ("unit", "waived"): N_("Accepted although something was missing. {new}"),
}

# The same for what is no longer so.
LAST = {
    ("asset", "part_of_id"): N_("Taken off {old}."),
    ("transfer_line", "under_way_id"): N_("On its way no more."),
    ("work_order", "waiting_for"): N_("It waits no more."),
    ("checklist", "draft"): N_("The draft of its steps is closed."),
}

# How a record began. Every column may be named, `label`, and of a document what `paper` it is.
CREATED = {
    "demonstration": N_("The demonstration was laid in."),
    "asset": N_("Registered as {label}."),
    "place": N_("Added as {label}."),
    "label": N_("Label {label} made."),
    "barcode": N_("The code {code} opens {asset_id} from now on."),
    "label_print": N_("Labels printed on {stock}."),
    "grant_mark": N_("Logo of the programme uploaded: {label}."),
    "lot": N_("Lot {label} opened."),
    "delivery": N_("Delivery {label} announced."),
    "delivery_line": N_("On the delivery note: {noted} of “{label}”."),
    "protocol": N_("Protocol {label} drawn up: {kind}."),
    "unit": N_("{label} is one of what the lot buys."),
    "lot_item": N_("Item {label} added."),
    "bid": N_("{supplier_id} has made an offer."),
    "contract": N_("Contract {label} signed with {supplier_id}."),
    "contract_line": N_("Line {label} added."),
    "contract_change": N_("Modification {label} signed on {signed_on}."),
    "threshold": N_("Threshold {label} added."),
    "milestone": N_("Planned for {baseline_on}."),
    "maintenance_plan": N_("Planned: {title}."),
    "work_order": N_("Order {label} opened, due on {due_on}."),
    "labour": N_("{person_id} worked on it for {minutes} minutes on {day}."),
    "fault": N_("{label} reported: {kind}."),
    "answer": N_("Step {label} answered."),
    "checklist": N_("Checklist {label} begun."),
    "checklist_version": N_("Version {label} published."),
    "project": N_("Project {label} begun."),
    "project_partner": N_("{partner_id} takes part in {project_id}."),
    "project_site": N_("{site_id} takes part in {project_id}."),
    "person": N_("Added."),
    "api_token": N_("Given to a program."),
    "saved_view": N_("A view kept."),
    "transfer": N_("Sent to {to_site_id} as {label}."),
    "transfer_line": N_("Sent from {from_place_id}."),
    "loan": N_("Lent to {label}."),
    "attachment": N_("{paper} added: {label}."),
    "notice": N_("Written for {day}."),
    "closure": N_("Closed from {begins_on} to {ends_on}."),
    "officer": N_("In office since {since}."),
    "meter": N_("{quantity_id} is read on {asset_id} from now on."),
    "reading": N_("Read: {value}."),
    "limit_profile": N_("Added as {label}."),
    "safety_test": N_("Tested as {label}: {verdict}."),
    "measurement": N_("{measure}: {value} {unit}."),
    "spare_part": N_("Kept in the store as {label}."),
    "stock_move": N_("In the store {label}."),
    "stop": N_("Stop {label} of the round."),
    "plan_stop": N_("Stop {label} of the planned rounds."),
}

# The same for one that has this column.
CREATED_WITH = {("loan", "due_on"): N_("Lent to {label} until {due_on}.")}

# How one ended.
DELETED = {
    "answer": N_("The answer to step {label} was taken back."),
    "attachment": N_("{paper} taken away: {label}."),
    "lot_item": N_("Item {label} taken off."),
    "contract_line": N_("Line {label} taken off."),
    "labour": N_("Time taken away: {minutes} minutes of {person_id} on {day}."),
}

# Text that somebody wrote is quoted.
WRITTEN = {"remark", "remarks", "note", "reason", "ended_reason", "withdrawn_for", "answer"}
