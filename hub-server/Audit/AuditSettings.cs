using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Audit;

/// <summary>The section <c>Audit</c>.</summary>
internal sealed record AuditSettings : IValidatableObject
{
    /// <summary>How long rows are kept; less than half a year is not allowed (Cybersecurity Law of the PRC, article 21: six months).</summary>
    [Range(typeof(TimeSpan), "180.00:00:00", "36500.00:00:00")]
    public TimeSpan Life { get; init; } = TimeSpan.FromDays(365);

    /// <summary>When the chain is checked, every night.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:59:00")]
    public TimeSpan CheckAt { get; init; } = new(3, 30, 0);

    /// <summary>Where that is: a name of the IANA time zone database.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>Name or address of a syslog collector; empty: none.</summary>
    public string SyslogHost { get; init; } = "";

    /// <summary>Its port for TLS.</summary>
    [Range(1, 65535)]
    public int SyslogPort { get; init; } = 6514;

    /// <summary>PEM file of the authority that signed the collector's certificate; empty: those that the machine trusts.</summary>
    public string SyslogAuthority { get; init; } = "";

    /// <summary>PEM file of a certificate with its key that the hub shows the collector; empty: none.</summary>
    public string SyslogCertificate { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _)) yield return new ValidationResult($"TimeZone is \"{TimeZone}\"; allowed: a name of the IANA time zone database, such as Asia/Shanghai");
        foreach (var (name, file) in new[] { (nameof(SyslogAuthority), SyslogAuthority), (nameof(SyslogCertificate), SyslogCertificate) })
        {
            if (file.Length > 0 && !File.Exists(file)) yield return new ValidationResult($"{name} is \"{file}\"; allowed: a PEM file that is there");
        }
    }
}
