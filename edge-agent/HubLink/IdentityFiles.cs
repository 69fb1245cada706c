using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Http;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// The folder <c>identity</c> in the data folder: <c>agent.key</c> (PKCS#8, mode 0600), <c>agent.crt</c>, <c>ca.crt</c>
/// (PEM) and <c>hub.json</c>, each sealed and with a copy beside it. A new identity is written beside the old one and takes
/// its place in one rename, so that a power cut leaves the one or the other whole. What is damaged together with its copy
/// needs a new join code; until somebody brings one, the box records and keeps what it has for the hub.
/// </summary>
internal sealed class IdentityFiles(string dataFolder, StoreRepairs repairs, TimeProvider time)
{
    private const string Key = "agent.key";
    private const string Certificate = "agent.crt";
    private const string CaCertificate = "ca.crt";
    private const string Hub = "hub.json";

    private string Folder => Path.Combine(dataFolder, "identity");

    private string Next => Path.Combine(dataFolder, "identity.new");

    private string Previous => Path.Combine(dataFolder, "identity.old");

    /// <summary>Changes whenever another identity is there; to be compared, never read.</summary>
    public string Stamp => File.Exists(Path.Combine(Folder, Hub)) ? File.GetLastWriteTimeUtc(Path.Combine(Folder, Hub)).Ticks.ToString() : "";

    /// <summary>The identity, or null when the box has none.</summary>
    /// <exception cref="IdentityUnreadableException">There is one, and it cannot be used.</exception>
    public AgentIdentity? Read()
    {
        FinishInterruptedReplacement();
        if (!Directory.Exists(Folder) || !Directory.EnumerateFiles(Folder, $"{Hub}*").Any()) return null;
        try
        {
            var (hub, key, certificate, ca) = (ReadText(Hub, IsEnrolled), ReadText(Key, IsKey), ReadText(Certificate, IsCertificate), ReadText(CaCertificate, IsCertificate));
            using var pem = X509Certificate2.CreateFromPem(certificate, key);
            var identity = new AgentIdentity(EnrolledIn(hub), Usable(pem), X509Certificate2.CreateFromPem(ca));
            foreach (var (name, text) in new[] { (Key, key), (Certificate, certificate), (CaCertificate, ca), (Hub, hub) }) SealedFile.SealOlder(Path.Combine(Folder, name), text, DurableFile.OwnerOnly);
            return identity;
        }
        catch (Exception error) when (error is CryptographicException or JsonException or IOException or ArgumentException)
        {
            throw new IdentityUnreadableException(Folder, error);
        }
    }

    /// <summary>Keeps a new identity for good; returns when it is on the disk.</summary>
    public async Task ReplaceAsync(Enrolled enrolled, ECDsa key, X509Certificate2 certificate, X509Certificate2 ca, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Next)) Directory.Delete(Next, recursive: true);
        DurableFile.CreateFolder(Next);
        await WriteAsync(Key, key.ExportPkcs8PrivateKeyPem());
        await WriteAsync(Certificate, certificate.ExportCertificatePem());
        await WriteAsync(CaCertificate, ca.ExportCertificatePem());
        await WriteAsync(Hub, JsonSerializer.Serialize(enrolled, JsonDefaults.Options));
        FinishInterruptedReplacement();

        Task WriteAsync(string name, string text) =>
            SealedFile.WriteAsync(Path.Combine(Next, name), text, DurableFile.OwnerOnly, cancellationToken);
    }

    /// <exception cref="IOException">It and its copy are lost.</exception>
    private string ReadText(string name, Func<string, bool> isSound) =>
        SealedFile.Read(Path.Combine(Folder, name), text => Checked(text, isSound), repairs, time) ?? throw new IOException($"{name} is damaged or missing");

    private static string Checked(string text, Func<string, bool> isSound)
    {
        try
        {
            return isSound(text) ? text : throw new FormatException("it is not whole");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private static Enrolled EnrolledIn(string json) => JsonSerializer.Deserialize<Enrolled>(json, JsonDefaults.Options) ?? throw new JsonException("it is empty");

    private static bool IsEnrolled(string json) => EnrolledIn(json) is { Hub.IsAbsoluteUri: true, AgentId.Length: > 0, RoomId.Length: > 0 };

    private static bool IsKey(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return true;
    }

    private static bool IsCertificate(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return true;
    }

    /// <summary>hub.json is written last: with it the new folder is whole and wins; without it, it never was.</summary>
    private void FinishInterruptedReplacement()
    {
        if (!File.Exists(Path.Combine(Next, Hub))) return;
        if (Directory.Exists(Previous)) Directory.Delete(Previous, recursive: true);
        if (Directory.Exists(Folder)) Directory.Move(Folder, Previous);
        Directory.Move(Next, Folder);
        DurableFile.FlushFolder(dataFolder);
        if (Directory.Exists(Previous)) Directory.Delete(Previous, recursive: true);
    }

    /// <summary>Windows' TLS takes only keys from its own store; a round trip through PKCS#12 puts it there.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
}

/// <summary>The box has an identity that cannot be read; only a new join code helps.</summary>
internal sealed class IdentityUnreadableException(string folder, Exception cause)
    : Exception($"The box's identity in {folder} cannot be read ({cause.Message.TrimEnd('.')}). Enrol again with a new join code.", cause);
