using System.ComponentModel.DataAnnotations;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>Settings of the section "Hub"; appsettings.json says what each means.</summary>
internal sealed record HubOptions : IValidatableObject
{
    public Uri? Address { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan RetryCap { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan StableAfter { get; init; } = TimeSpan.FromMinutes(1);

    public LinkPacing Pacing => new(FirstRetry, RetryCap, StableAfter);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is { Scheme: not "https" }) yield return new ValidationResult($"Address is \"{Address}\"; allowed: an https address, e.g. https://hub.example:8701");
        if (ConnectTimeout < TimeSpan.FromSeconds(1)) yield return new ValidationResult($"ConnectTimeout is \"{ConnectTimeout}\"; allowed: 00:00:01 or more");
        if (FirstRetry <= TimeSpan.Zero) yield return new ValidationResult($"FirstRetry is \"{FirstRetry}\"; allowed: more than 00:00:00");
        if (RetryCap < FirstRetry) yield return new ValidationResult($"RetryCap is \"{RetryCap}\"; allowed: FirstRetry ({FirstRetry}) or more");
        if (StableAfter < TimeSpan.Zero) yield return new ValidationResult($"StableAfter is \"{StableAfter}\"; allowed: 00:00:00 or more");
    }
}
