/* /admin: members, invitations, health, mail; nobody's training. */
#ifndef FIT_SERVER_ROUTES_ADMIN_H
#define FIT_SERVER_ROUTES_ADMIN_H

#include "server/exchange.h"

fit_problem fit_admin_get_status(fit_exchange *exchange);
fit_problem fit_admin_list_members(fit_exchange *exchange);
fit_problem fit_admin_patch_member(fit_exchange *exchange);
fit_problem fit_admin_delete_member(fit_exchange *exchange);
fit_problem fit_admin_make_reset_code(fit_exchange *exchange);
fit_problem fit_admin_list_invitations(fit_exchange *exchange);
fit_problem fit_admin_add_invitation(fit_exchange *exchange);
fit_problem fit_admin_delete_invitation(fit_exchange *exchange);
fit_problem fit_admin_test_mail(fit_exchange *exchange);
fit_problem fit_admin_get_faces(fit_exchange *exchange);
fit_problem fit_admin_patch_faces(fit_exchange *exchange);
fit_problem fit_admin_delete_duplicate(fit_exchange *exchange);

#endif
