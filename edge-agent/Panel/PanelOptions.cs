using System.ComponentModel.DataAnnotations;
using System.Net;
using Tongtang.Protocol.Settings;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>Settings of the section "Panel"; appsettings.json says what each means.</summary>
internal sealed record PanelOptions : IValidatableObject
{
    private const string Allowed = "allowed: http://, an IP address or localhost, and a port, such as http://127.0.0.1:8710";

    public Uri Listen { get; init; } = new("http://127.0.0.1:8710");

    /// <summary>Off loopback the panel is open to the classroom's network: said twice, so that nobody does it by accident.</summary>
    public bool OpenToNetwork { get; init; }

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public string PagesFolder { get; init; } = "";

    [Range(0, 60)]
    public int UndoSeconds { get; init; } = 5;

    /// <summary>After somebody touched the panel, sources are captured for this long, so that a start has no wait.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WarmAfterTouch { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Null when Listen names no address; validation has refused it then.</summary>
    public IPEndPoint? EndPoint =>
        IPAddress.TryParse(Listen.IdnHost.Trim('[', ']') is "localhost" ? "127.0.0.1" : Listen.IdnHost.Trim('[', ']'), out var address) ? new IPEndPoint(address, Listen.Port) : null;

    public bool IsLoopback => EndPoint is { } end && IPAddress.IsLoopback(end.Address);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Listen is not { Scheme: "http", PathAndQuery: "/" } || EndPoint is null) yield return new ValidationResult($"Listen is \"{Listen}\"; {Allowed}");
        else if (!IsLoopback && !OpenToNetwork) yield return new ValidationResult($"Listen is \"{Listen}\", which the classroom's network can reach; allowed: a loopback address, or OpenToNetwork true and an installer's PIN");
        if (PagesFolder.Length > 0 && !Directory.Exists(PagesFolder)) yield return new ValidationResult($"PagesFolder is \"{PagesFolder}\"; allowed: a folder that exists, or nothing");
    }
}
