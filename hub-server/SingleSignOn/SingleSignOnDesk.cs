using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.SingleSignOn;

/// <summary>Lets in whom the provider has proved: finds or makes the account, gives it the roles that the rules say, begins a session.</summary>
internal sealed partial class SingleSignOnDesk(
    ProvidedAccounts provided, AccountStore accounts, AccountDesk desk, RoleMapping mapping, Passwords passwords, AccountProfile profile, SingleSignOnSettings settings, AccountSettings rules, ILogger<SingleSignOnDesk> logger)
{
    /// <summary>Ways of proving oneself that count as a second factor (RFC 8176).</summary>
    private static readonly string[] s_secondFactors = ["mfa", "otp", "hwk", "sms", "fpt", "face"];

    /// <returns>The account's id, or why not.</returns>
    public async Task<(string? Id, ProblemHttpResult? Problem)> AccountAsync(ProvedPerson person, CancellationToken cancellationToken)
    {
        var given = await mapping.RolesAsync(person.Claims, cancellationToken);
        var account = await provided.FindAsync(person, cancellationToken);
        var name = person.Claims.Text(settings.NameClaim);
        var isTaken = false;
        if (account is null && settings.TakesAccounts && name.Length is > 0 and <= PasswordRule.Longest) isTaken = (account = await accounts.FindAsync(name.Trim(), cancellationToken)) is not null;
        if (account is not null) AuditNote.Current?.By(account.Id, account.Name);
        if (account?.DisabledAtMs is not null) return (null, Problems.Forbidden("account_disabled", "The account is disabled; ask whoever looks after accounts."));
        var own = account is null ? [] : await provided.OwnRolesAsync(account.Id, cancellationToken);
        List<Assignment> all = [.. own.Concat(given).Distinct()];
        if (all.Count == 0) return (null, Problems.Forbidden("single_sign_on_no_role", "You have proved who you are, but nothing gives you a role here; ask whoever looks after accounts."));
        if (profile.Mixes(all)) return (null, AccountProblems.AdministratorsApart());
        if (!HasSecondFactor(person) && all.Any(one => rules.SecondFactorFor.Contains(one.Role)))
            return (null, Problems.Forbidden("single_sign_on_second_factor", "The account's role asks for a second factor, and the district's sign-in does not say that it asked for one."));
        if (account is not null)
        {
            if (isTaken) await provided.TakeAsync(person, account.Id, cancellationToken);
            await GiveAsync(account.Id, given, cancellationToken);
            return (account.Id, null);
        }
        return await CreateAsync(person, name, given, cancellationToken);
    }

    private async Task<(string? Id, ProblemHttpResult? Problem)> CreateAsync(ProvedPerson person, string given, IReadOnlyList<Assignment> roles, CancellationToken cancellationToken)
    {
        if (!settings.CreatesAccounts) return (null, Problems.Forbidden("single_sign_on_no_account", "You have proved who you are, but there is no account of yours here; ask whoever looks after accounts."));
        if (NameRule.Check(given, settings.NameClaim, out var name) is { } wrong) return (null, wrong);
        if (await provided.CreateAsync(person, name, await passwords.UnknownAsync(cancellationToken), cancellationToken) is not { } id) return (null, AccountProblems.NameTaken(name));
        AuditNote.Current?.By(id, name);
        LogMade(id, person.Subject);
        await GiveAsync(id, roles, cancellationToken);
        return (id, null);
    }

    private async Task GiveAsync(string account, IReadOnlyList<Assignment> roles, CancellationToken cancellationToken)
    {
        // The last administrator stays one: the provider's mistake must not lock everybody out.
        if (await desk.SetProvidedRolesAsync(account, roles, cancellationToken) == AccountChange.LastAdministrator) LogLastAdministrator(account);
    }

    private bool HasSecondFactor(ProvedPerson person) => settings.ProvesSecondFactor || person.Claims.Values("amr").Intersect(s_secondFactors, StringComparer.Ordinal).Any();

    [LoggerMessage(EventId = 8401, Level = LogLevel.Information, Message = "Account {AccountId} was made for {Subject} of the identity provider")]
    private partial void LogMade(string accountId, string subject);

    [LoggerMessage(EventId = 8402, Level = LogLevel.Warning, Message = "The identity provider would take the last administrator's role from account {AccountId}; it was left")]
    private partial void LogLastAdministrator(string accountId);
}
