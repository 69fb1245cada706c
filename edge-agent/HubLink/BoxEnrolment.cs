using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>
/// Enrolment failed and nothing was kept. Codes: those of enrolment.proto, and <c>join_code_malformed</c>,
/// <c>join_code_hub_missing</c>, <c>hub_unreachable</c>, <c>hub_foreign</c> (it is not the hub that made the code),
/// <c>enrolment_failed</c>.
/// </summary>
internal sealed class EnrolmentException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Code { get; } = code;
}

/// <summary>
/// Makes this box the agent of a room. First the hub is asked for its CA, which must be the one whose fingerprint the
/// join code carries; only then, over a connection that trusts that CA alone, the code's secret is sent. The key never
/// leaves the box.
/// </summary>
internal sealed class BoxEnrolment(HubConnections connections, HubOptions options, HubClock clock, HubIdentity identity)
{
    private const int LargestCa = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static string AgentVersion { get; } =
        typeof(BoxEnrolment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <param name="hubAddress">Wins over the address in the code and in the settings; null to use those.</param>
    /// <exception cref="EnrolmentException">It did not come about; nothing was kept.</exception>
    public async Task<Enrolled> EnrolAsync(string codeText, Uri? hubAddress, CancellationToken cancellationToken)
    {
        var code = JoinCode.TryParse(codeText, out var problem) ?? throw new EnrolmentException("join_code_malformed", problem);
        var hub = hubAddress ?? AddressIn(code) ?? options.Address
            ?? throw new EnrolmentException("join_code_hub_missing", "The join code names no hub. Give its address, e.g. https://hub.example:8701.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var ca = await AskForCaAsync(hub, code, patience.Token);
            return await EnrolAsync(hub, ca, code, patience.Token);
        }
        catch (GrpcException error)
        {
            throw Refused(error, hub);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or AuthenticationException)
        {
            throw new EnrolmentException("hub_unreachable", $"No hub answers at {hub}: {Innermost(error)}", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EnrolmentException("hub_unreachable", $"The hub at {hub} did not answer within {Patience.TotalSeconds} seconds.", error);
        }
    }

    private async Task<X509Certificate2> AskForCaAsync(Uri hub, JoinCode code, CancellationToken cancellationToken)
    {
        using var http = connections.OpenUntrusted(hub);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(HubConnections.Address(hub), "ca.crt"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/pkix-cert"));
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK) throw new EnrolmentException("hub_foreign", $"What answers at {hub} is no Tongtang hub: it answered {(int)response.StatusCode} when asked for its CA.");
        var bytes = await ReadAtMostAsync(response, LargestCa, cancellationToken);
        if (bytes is null || !code.IsOf(bytes)) throw Foreign(hub);
        return X509CertificateLoader.LoadCertificate(bytes);
    }

    private async Task<Enrolled> EnrolAsync(Uri hub, X509Certificate2 ca, JoinCode code, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signing = new CertificateRequest("CN=tongtang-agent", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        using var connection = connections.OpenUnenrolled(hub, ca);
        var askedMs = clock.MonotonicMs;
        var reply = await connection.Channel.UnaryAsync<EnrolRequest, EnrolReply>(
            EnrolmentReflection.Descriptor.Services[0].FindMethodByName("Enrol"),
            new EnrolRequest
            {
                JoinSecret = ByteString.CopyFrom(code.Secret),
                CertificateRequest = ByteString.CopyFrom(signing),
                HostName = Environment.MachineName,
                AgentVersion = AgentVersion,
            },
            new GrpcCallOptions { Timeout = Patience },
            cancellationToken);
        if (!code.IsOf(reply.CaCertificate.Span)) throw Foreign(hub);
        clock.TakeRough(askedMs, reply.HubTimeMs);
        var certificate = CertificateOf(reply, key);
        using (certificate)
        {
            var enrolled = new Enrolled(hub, reply.AgentId, reply.RoomId, reply.RoomName, reply.SchoolName);
            await identity.ReplaceAsync(enrolled, key, certificate, ca, cancellationToken);
            return enrolled;
        }
    }

    private static X509Certificate2 CertificateOf(EnrolReply reply, ECDsa key)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(reply.Certificate.Span);
            using var issuedFor = certificate.GetECDsaPublicKey();
            if (issuedFor?.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()) is true) return certificate;
            certificate.Dispose();
        }
        catch (CryptographicException error)
        {
            throw new EnrolmentException("enrolment_failed", "The hub's certificate for this box cannot be read.", error);
        }
        throw new EnrolmentException("enrolment_failed", "The hub's certificate is not for the key of this box.");
    }

    private static async Task<byte[]?> ReadAtMostAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[limit + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length > limit ? null : buffer[..length];
    }

    private static Uri? AddressIn(JoinCode code) => code.Hub is null ? null : new Uri($"https://{code.Hub}");

    private static EnrolmentException Foreign(Uri hub) =>
        new("hub_foreign", $"The hub at {hub} is not the one that made this join code: its CA has another fingerprint. Nothing was sent to it and nothing was kept.");

    private static EnrolmentException Refused(GrpcException error, Uri hub) =>
        error.Trailers?.Get("tongtang-code") is { Length: > 0 } code
            ? new EnrolmentException(code, error.Message, error)
            : new EnrolmentException(error.Status is GrpcStatusCode.Unavailable or GrpcStatusCode.DeadlineExceeded ? "hub_unreachable" : "enrolment_failed", $"Enrolment at {hub} failed: {error.Status}: {error.Message}", error);

    private static string Innermost(Exception error) => error.GetBaseException().Message;
}
