using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Web;

/// <summary>The section <c>Hub</c>.</summary>
internal sealed record WebSettings : IValidatableObject
{
    /// <summary>Database, media, keys and logs.</summary>
    [Required]
    public string DataFolder { get; init; } = "data";

    /// <summary>Where pages and programs connect. Plain http only on loopback.</summary>
    public Uri Listen { get; init; } = new("http://127.0.0.1:8700");

    /// <summary>Further names under which people reach this hub, such as hub.example.edu.cn.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>PEM file with the pages' certificate and its chain; empty: one of the hub's own CA.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>PEM file with that certificate's key.</summary>
    public string CertificateKey { get; init; } = "";

    /// <summary>Bytes a request's body may have.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Folder with the built console; empty: beside the program.</summary>
    public string ConsoleFolder { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var host in Hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
            yield return new ValidationResult($"Hosts has \"{host}\"; allowed: names or addresses without scheme and port, such as hub.example.edu.cn");
        if (Certificate.Length == 0 && CertificateKey.Length > 0) yield return new ValidationResult("CertificateKey is given without Certificate");
    }
}
