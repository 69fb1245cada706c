using System.Text.Json.Serialization;

namespace Tongtang.HubServer.Accounts;

/// <summary>A right of the caller's, and where they have it.</summary>
internal sealed record HeldRight(Right Right, IReadOnlyList<TreePlace> Places);

/// <summary>Who is signed in and what they may do where.</summary>
/// <param name="User">The account's or token's name.</param>
/// <param name="Scope">Of the caller's places the widest.</param>
/// <param name="Roles">All that the caller is.</param>
/// <param name="Rights">What that lets them do; a page shows nothing else.</param>
internal sealed record SessionView(string User, TreePlace Scope, IReadOnlyList<Assignment> Roles, IReadOnlyList<HeldRight> Rights)
{
    /// <summary>Shown this once, when signing in has set up the second factor; else left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? RecoveryCodes { get; init; }

    public static SessionView Of(Caller caller)
    {
        var roles = caller.Assignments;
        return new SessionView(
            caller.Name,
            roles.All.Select(one => one.Place).OrderByDescending(place => place.Kind).FirstOrDefault(),
            roles.All,
            [.. roles.Rights.Select(right => new HeldRight(right, [.. roles.Places(right)]))]);
    }
}
