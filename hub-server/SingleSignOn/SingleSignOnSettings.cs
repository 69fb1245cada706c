using System.ComponentModel.DataAnnotations;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.SingleSignOn;

/// <summary>The section <c>SingleSignOn</c>: the district's identity provider (OpenID Connect Core 1.0).</summary>
internal sealed record SingleSignOnSettings : IValidatableObject
{
    /// <summary>The provider's issuer, whose <c>/.well-known/openid-configuration</c> says the rest; null: people sign in here only.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The hub's own address as browsers and the provider know it, where a proxy hides it; null: as each request says.</summary>
    public Uri? HubAddress { get; init; }

    public string ClientId { get; init; } = "";

    /// <summary>Empty for a public client, which PKCE alone protects.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>What the button on the sign-in page says; empty: words of the page's language.</summary>
    [StringLength(40, ErrorMessage = "at most 40 characters")]
    public string Name { get; init; } = "";

    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile"];

    /// <summary>The claim that names a person's account.</summary>
    [Required(ErrorMessage = "a claim's name")]
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>Who is what, and where; all that hold count.</summary>
    public IReadOnlyList<RoleRule> Roles { get; init; } = [];

    /// <summary>Whoever gets a role by the rules gets an account; otherwise only those who have one.</summary>
    public bool CreatesAccounts { get; init; } = true;

    /// <summary>An account that was here before belongs to whom the provider calls so: only where the provider's names are the district's.</summary>
    public bool TakesAccounts { get; init; }

    /// <summary>The provider asks for a second factor itself, also where its tokens do not say so.</summary>
    public bool ProvesSecondFactor { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority is null) yield break;
        if (!Authority.IsAbsoluteUri || Authority.Scheme != Uri.UriSchemeHttps && !(Authority.Scheme == Uri.UriSchemeHttp && Authority.IsLoopback))
            yield return new ValidationResult($"Authority is \"{Authority}\"; allowed: an https address, or http on this machine");
        if (HubAddress is { IsAbsoluteUri: false }) yield return new ValidationResult($"HubAddress is \"{HubAddress}\"; allowed: an address such as https://hub.example.edu.cn");
        if (ClientId.Length == 0) yield return new ValidationResult("ClientId is empty; allowed: what the provider calls this hub");
        if (!Scopes.Contains("openid")) yield return new ValidationResult("Scopes has no \"openid\", without which the provider says nothing about the person");
        foreach (var rule in Roles.Where(rule => rule.PlaceClaim.Length > 0 == (rule.PlaceKind == ScopeKind.Hub)))
            yield return new ValidationResult($"Roles: {rule.Role} at a place of the kind {rule.PlaceKind}; allowed: hub without a PlaceClaim, region or school with one");
    }
}

/// <summary>A claim that makes somebody something.</summary>
internal sealed record RoleRule
{
    /// <summary>Its name, or a path such as <c>realm_access.roles</c>.</summary>
    public required string Claim { get; init; }

    /// <summary>What it, or one of its values, must be; empty: anything.</summary>
    public string Value { get; init; } = "";

    public Role Role { get; init; } = Role.Viewer;

    public ScopeKind PlaceKind { get; init; } = ScopeKind.Hub;

    /// <summary>The claim that has the region's or school's name or id, or several; empty for the hub.</summary>
    public string PlaceClaim { get; init; } = "";
}
