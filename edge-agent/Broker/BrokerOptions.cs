using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Tongtang.EdgeAgent.Broker;

internal enum BrokerKind
{
    /// <summary>A Mosquitto that the box starts and looks after.</summary>
    Own,

    /// <summary>One that is there.</summary>
    Other,

    None,
}

/// <summary>Settings of the section "Broker"; appsettings.json says what each means.</summary>
internal sealed record BrokerOptions : IValidatableObject
{
    public BrokerKind Kind { get; init; } = BrokerKind.Own;

    public string Program { get; init; } = "mosquitto";

    public string Listen { get; init; } = "127.0.0.1";

    [Range(0, 65535)]
    public int Port { get; init; } = 1883;

    public Uri? Address { get; init; }

    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    public string AuthorityFile { get; init; } = "";

    /// <summary>Devices come in by themselves, so that the broker runs whether the box itself wants it or not.</summary>
    public bool IsOpenToNetwork => Kind == BrokerKind.Own && IPAddress.TryParse(Listen, out var address) && !IPAddress.IsLoopback(address);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Listen, out _)) yield return new($"Listen is \"{Listen}\"; allowed: an IP address, such as 127.0.0.1 or 0.0.0.0");
        if (Kind == BrokerKind.Other && Address is null) yield return new("Address is empty; allowed with Kind other: mqtt://host:port or mqtts://host:port");
        if (Address is { Scheme: not ("mqtt" or "mqtts") }) yield return new($"Address is \"{Address}\"; allowed: mqtt://host:port or mqtts://host:port");
    }
}
