using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>With which an invited person chooses a password and signs in, once.</summary>
/// <param name="AccountId">Whose account it is.</param>
/// <param name="User">Its name.</param>
/// <param name="Address">The link, from the hub's address on.</param>
/// <param name="ExpiresAt">Until when it works.</param>
internal sealed record Invitation(string AccountId, string User, string Address, DateTimeOffset ExpiresAt);

/// <summary>Who a new hub's first accounts are: one in charge of everything, or three administrators apart.</summary>
internal sealed class FirstAccounts(Passwords passwords, AccountLinks links, AccountProfile profile)
{
    /// <summary>Either the accounts, of which the first is who sets up, or why not.</summary>
    public async Task<(IReadOnlyList<FirstAccount>? Accounts, ProblemHttpResult? Problem)> OfAsync(SetUp body, CancellationToken cancellationToken)
    {
        if (NameRule.Check(body.User, "user", out var name) is { } badName) return (null, badName);
        if (passwords.Check(body.Password, name) is { } badPassword) return (null, badPassword);
        var inCharge = Hub([.. RoleRights.InCharge(ScopeKind.Hub, profile.AdministratorsApart)]);
        if (!profile.AdministratorsApart)
        {
            return body.SecurityAdministrator is null && body.Auditor is null
                ? ([new FirstAccount(name, await passwords.HashAsync(body.Password, cancellationToken), inCharge)], null)
                : (null, Problems.Invalid("administrators_together", "Under the profile asvs the first account is all three administrators; leave securityAdministrator and auditor out."));
        }
        if (NameRule.Check(body.SecurityAdministrator, "securityAdministrator", out var security) is { } badSecurity) return (null, badSecurity);
        if (NameRule.Check(body.Auditor, "auditor", out var auditor) is { } badAuditor) return (null, badAuditor);
        if (new[] { name, security, auditor }.Select(LookKey.Of).Distinct(StringComparer.Ordinal).Count() < 3)
            return (null, AccountProblems.NameTaken("of the three names two are the same or look alike"));
        return (
            [
                new FirstAccount(name, await passwords.HashAsync(body.Password, cancellationToken), inCharge),
                new FirstAccount(security, await passwords.UnknownAsync(cancellationToken), Hub(Role.SecurityAdministrator)),
                new FirstAccount(auditor, await passwords.UnknownAsync(cancellationToken), Hub(Role.Auditor)),
            ],
            null);
    }

    /// <summary>Links for all but the first.</summary>
    public async Task<IReadOnlyList<Invitation>> InviteAsync(IReadOnlyList<FirstAccount> accounts, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var invitations = new List<Invitation>();
        for (var i = 1; i < ids.Count; i++) invitations.Add(await links.InviteAsync(ids[i], accounts[i].Name, cancellationToken));
        return invitations;
    }

    private static List<Assignment> Hub(params ReadOnlySpan<Role> roles)
    {
        var all = new List<Assignment>();
        foreach (var role in roles) all.Add(new Assignment(role, TreePlace.Hub));
        return all;
    }
}
