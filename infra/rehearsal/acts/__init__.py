"""What each function does for its callers: one act for every thing that it needs a permission for.

An act is a generator. What comes before its `yield` prepares it while everything is allowed; what comes after is the act,
which raises Broken if the server fails.
"""

import flow
from fixtures import ALICE, BOB, PASSWORDS
from visitor import Visitor

from .authorize import OfAuthorize
from .desk import OfDesk
from .keys import OfKeys
from .registration import OfRegistration
from .session import OfSession
from .tokens import OfTokens


class Acts(OfAuthorize, OfTokens, OfRegistration, OfKeys, OfSession, OfDesk):
    """The acts on one stack."""

    def __init__(self, stack):
        self.stack = stack
        self.alice = Visitor(stack, ALICE, PASSWORDS[ALICE])
        self.tokens = flow.tokens(stack, self.alice)
        # Keys that other acts had forgotten.
        self.forgotten = []
        # As it was imported: his first login renews it.
        self.old_hash = stack.item("UsersTable", f"password#{BOB}")

    def of(self, function):
        """The acts of a function, the plainest first."""
        acts = {
            "Authorize": [
                self.spare_the_question,
                self.ask_and_give_a_code,
                self.keep_a_long_request,
                self.write_down_that_a_session_lives,
                self.log_out_for_an_app,
                self.keep_a_client_that_registered_itself,
                self.let_a_device_in,
                self.make_the_keys_at_the_front,
                self.sign_an_id_token_at_the_front,
            ],
            "GetToken": [
                self.make_the_keys_for_an_id_token,
                self.redeem_a_code_while_the_session_lives,
                self.give_tokens_for_a_signature,
                self.give_a_program_a_token,
                self.begin_at_a_device,
                self.redeem_a_code,
            ],
            "RegisterClient": [
                self.register_a_client,
                self.read_a_registration,
                self.change_a_registration,
                self.delete_a_registration,
                # The last one needs the data key.
                self.register_a_client_whose_secret_signs,
            ],
            "Revoke": [self.revoke_for_a_signature, self.revoke_a_token],
            "Introspect": [
                self.introspect_for_a_signature,
                self.introspect_a_token_that_can_be_read,
                self.introspect_for_an_api,
            ],
            "OpenidProfile": [self.tell_the_profile, self.make_the_keys_for_a_profile, self.sign_the_profile],
            "Authorizer": [self.authorize_a_call_by_a_token_that_can_be_read, self.authorize_a_call],
            "Discovery": [self.tell_where_everything_is],
            "RotateKeys": [self.rotate_the_keys],
            "Notify": [self.make_the_keys_for_a_logout_token, self.tell_an_app],
            "Session": [
                self.show_who_is_logged_in,
                self.log_in,
                self.log_in_from_a_known_browser,
                self.renew_an_old_password_hash,
                self.write_down_that_a_person_came_back,
                self.take_an_app_back,
                self.end_another_session,
                self.change_the_profile,
                self.change_the_password,
                self.know_a_program_by_its_key,
                self.know_a_program_by_a_token_that_can_be_read,
                self.tell_an_app_of_a_logout,
                self.log_out,
            ],
            "Desk": [
                self.see_what_is_here,
                self.count_again,
                self.list_clients_and_users,
                self.write_down_that_a_manager_came_back,
                self.keep_settings,
                self.revoke_a_grant,
                self.unlock_a_user,
                self.sign_out_a_user_whom_an_app_knows,
                self.make_a_user_and_delete_him,
                self.answer_a_program_by_its_key,
                self.answer_a_program_by_a_token_that_can_be_read,
                # The last one needs the data key.
                self.make_a_client_and_delete_it,
            ],
        }
        return acts.get(function, [])
