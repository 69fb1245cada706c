using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>What can be wrong with a wish about accounts.</summary>
internal static class AccountProblems
{
    public static ProblemHttpResult Unknown() => Problems.Missing("account_unknown", "There is no such account, or it is not the caller's to see.");

    public static ProblemHttpResult NameTaken(string name) =>
        Problems.Conflict("account_name_taken", $"There is an account of this name already, or one whose name looks like it: {name}.");

    public static ProblemHttpResult LastAdministrator() => Problems.Conflict(
        "last_administrator", "This is the last system administrator or security administrator who can sign in; make another one first, or nobody could let anybody in again.");

    public static ProblemHttpResult AdministratorsApart() => Problems.Conflict(
        "administrators_apart", "Under the profile mlps nobody is two of system administrator, security administrator and auditor.");

    public static ProblemHttpResult Beyond() => Problems.Forbidden(
        "account_beyond", "The account has, or would have, a role or a place that is not the caller's to give.");

    public static ProblemHttpResult Own() => Problems.Forbidden("account_own", "Nobody gives a role to, disables or deletes themselves; ask another administrator.");
}
