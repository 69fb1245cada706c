using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

internal enum AccountState
{
    Active,

    /// <summary>May not sign in until enabled again.</summary>
    Disabled,

    /// <summary>Was invited and has not chosen a password yet.</summary>
    Invited,
}

/// <summary>What a list of accounts is narrowed to; null leaves it open.</summary>
internal sealed record AccountFilter(string? Q, Role? Role, string? Region, string? School, AccountState? State);

/// <summary>The same as it stands in an address.</summary>
internal readonly record struct AccountQuery(
    [property: FromQuery(Name = "q"), Description("Part of the name.")] string? Q,
    [property: FromQuery(Name = "role"), Description("Only who is this somewhere.")] string? Role,
    [property: FromQuery(Name = "region"), Description("Only who has a role in this region or a school of it.")] string? Region,
    [property: FromQuery(Name = "school"), Description("Only who has a role in this school.")] string? School,
    [property: FromQuery(Name = "state"), Description("active, disabled or invited.")] string? State)
{
    public ProblemHttpResult? Check(out AccountFilter filter)
    {
        filter = new AccountFilter(Q, null, Region.NullIfEmpty(), School.NullIfEmpty(), null);
        if (!Words.TryEnum<Role>(Role, out var role)) return Problems.Invalid("role_invalid", $"role is not one of {Words.All<Role>()}.");
        if (!Words.TryEnum<AccountState>(State, out var state)) return Problems.Invalid("state_invalid", $"state is not one of {Words.All<AccountState>()}.");
        filter = filter with { Role = role, State = state };
        return null;
    }
}
