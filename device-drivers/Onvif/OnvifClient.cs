using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>
/// Sends requests to one camera and proves the password, by WS-Security in the envelope first and, where the camera asks for
/// it (401), by HTTP Digest as well; what worked is kept. A wrong password is sent twice at most, since cameras lock.
/// </summary>
internal sealed class OnvifClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly OnvifAccess _access;
    private readonly TimeProvider _time;
    private readonly WireTrace _trace;
    private readonly HttpMessageInvoker _http;
    private HttpDigest? _digest;
    private int _digestUses;

    public OnvifClient(OnvifAccess access, TimeProvider time, WireTrace trace)
    {
        _access = access;
        _time = time;
        _trace = trace;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = 2,
            MaxResponseHeadersLength = 32,
            // Cameras sign their own certificates; the password is never sent, only what is made of it.
#pragma warning disable CA5359
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
        });
    }

    /// <summary>How far the camera's clock is ahead of ours.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <param name="signed">With the password; only asking for the time goes without.</param>
    /// <exception cref="DeviceException">It cannot be reached, says nothing, is no ONVIF camera, or does not accept the password.</exception>
    public async Task<OnvifReply> CallAsync(Uri service, XElement body, CancellationToken cancellationToken, bool signed = true)
    {
        using var patience = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var security = signed && _access.User.Length > 0 ? WsSecurity.Header(_access.User, _access.Password, RandomNumberGenerator.GetBytes(16), _time.GetUtcNow() + ClockOffset) : null;
            // The trace shows the request without the header that is made of the password.
            _trace.Sent(Encoding.UTF8.GetBytes(body.ToString(SaveOptions.DisableFormatting)), sensitive: false);
            var (status, bytes) = await SendAsync(HttpMethod.Post, service, OnvifXml.Envelope(security, body), OnvifXml.MostBytes, signed, either.Token);
            _trace.Received(bytes);
            return Read(status, bytes, signed);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException($"no answer to {body.Name.LocalName} within {s_patience.TotalSeconds:0} s");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw Broken(error);
        }
    }

    /// <summary>Gets a picture.</summary>
    /// <inheritdoc cref="CallAsync"/>
    public async Task<byte[]> DownloadAsync(Uri address, int mostBytes, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var (status, bytes) = await SendAsync(HttpMethod.Get, address, [], mostBytes, signed: true, either.Token);
            return status switch
            {
                HttpStatusCode.OK => bytes,
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw Denied($"HTTP {(int)status}"),
                _ => throw new DeviceException(DeviceProblems.Unexpected, $"the picture's address answers HTTP {(int)status}"),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException($"no picture within {s_patience.TotalSeconds:0} s");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw Broken(error);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(HttpMethod method, Uri address, byte[] body, int mostBytes, bool signed, CancellationToken cancellationToken)
    {
        for (var mayProve = signed && _access.User.Length > 0; ; mayProve = false)
        {
            using var request = new HttpRequestMessage(method, address);
            if (method == HttpMethod.Post)
            {
                request.Content = new ByteArrayContent(body);
                // Without an action: some refuse Stop when it is named there as well (python-onvif-zeep-async#155).
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/soap+xml") { CharSet = "utf-8" };
            }

            if (signed && _digest is { } digest)
                request.Headers.TryAddWithoutValidation("Authorization", digest.Authorization(_access.User, _access.Password, method.Method, address.PathAndQuery, ++_digestUses, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))));
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized && mayProve && response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var offers) && HttpDigest.Choose(offers) is { } offered)
            {
                (_digest, _digestUses) = (offered, 0);
                continue;
            }

            return (response.StatusCode, await ReadAsync(response, mostBytes, cancellationToken));
        }
    }

    private static OnvifReply Read(HttpStatusCode status, byte[] bytes, bool signed)
    {
        XElement body;
        try
        {
            body = OnvifXml.ReadBody(bytes);
        }
        catch (DeviceException) when (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return signed ? throw Denied($"HTTP {(int)status}") : new OnvifReply(null, new OnvifFault(["NotAuthorized"], $"HTTP {(int)status}"));
        }
        catch (DeviceException error) when (status != HttpStatusCode.OK)
        {
            throw new DeviceException(DeviceProblems.Unexpected, $"HTTP {(int)status}: there is no ONVIF service at this address", error);
        }

        var fault = OnvifXml.Fault(body);
        if (signed && (fault?.IsDenial ?? status == HttpStatusCode.Unauthorized)) throw Denied(fault?.ToString() ?? "HTTP 401");
        return new OnvifReply(fault is null ? body.Elements().FirstOrDefault() : null, fault);
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int mostBytes, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var read = new MemoryStream();
        var buffer = new byte[8192];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var length)
        {
            if (read.Length + length > mostBytes) throw new DeviceException(DeviceProblems.Garbled, $"the camera sent more than {mostBytes} bytes");
            read.Write(buffer, 0, length);
        }

        return read.ToArray();
    }

    private static DeviceException Denied(string words) => new(DeviceProblems.Denied, $"the camera does not accept user name and password: {words}");

    private static DeviceException Broken(Exception error) => error is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
        ? new DeviceException(DeviceProblems.Unreachable, error.Message, error)
        : error is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }
            ? new DeviceException(DeviceProblems.Garbled, error.Message, error)
            : new DeviceException(DeviceProblems.LinkLost, error.Message, error);
}

/// <summary>What one needs to be let in.</summary>
/// <param name="Address">Of the device service, e.g. http://10.0.0.8/onvif/device_service.</param>
/// <param name="KeepAddresses">Use addresses as the camera tells them instead of with the host and port that it answered at.</param>
internal sealed record OnvifAccess(Uri Address, string User, string Password, bool KeepAddresses);

/// <summary>Either is null.</summary>
internal sealed record OnvifReply(XElement? Body, OnvifFault? Fault);
