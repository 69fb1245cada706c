using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Tongtang.DeviceDrivers.Transport.Tls;

/// <summary>
/// TLS inside another link. Devices carry certificates that they signed themselves, so that a chain proves nothing: an
/// installer may name the one certificate that is right; without that the line is only kept from being overheard.
/// </summary>
public sealed class TlsLink : ILink
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly ILink _link;
    private readonly SslStream _stream;

    private TlsLink(ILink link, SslStream stream)
    {
        _link = link;
        _stream = stream;
    }

    /// <param name="link">Belongs to the new link, also when this fails.</param>
    /// <param name="fingerprint">SHA-256 of the other end's certificate, in hex; empty: any.</param>
    /// <exception cref="DeviceException">No TLS there, or another certificate.</exception>
    public static async Task<TlsLink> ConnectAsync(ILink link, string fingerprint, TimeProvider time, CancellationToken cancellationToken)
    {
        var seen = "";
        bool IsRight(X509Certificate? certificate)
        {
            seen = certificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) ?? "";
            return fingerprint.Length == 0 || seen.Equals(fingerprint.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        }

        var opened = new SslStream(new LinkStream(link));
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var options = new SslClientAuthenticationOptions { TargetHost = "device", RemoteCertificateValidationCallback = (_, certificate, _, _) => IsRight(certificate) };
            await opened.AuthenticateAsClientAsync(options, either.Token);
            return new TlsLink(link, opened);
        }
        catch (Exception error) when (error is AuthenticationException or IOException or OperationCanceledException or DeviceException)
        {
            await opened.DisposeAsync();
            await link.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (error is DeviceException) throw;
            throw fingerprint.Length > 0 && seen.Length > 0 && error is AuthenticationException
                ? new DeviceException(DeviceProblems.Unexpected, $"the device's certificate is {seen}, not the one that is set", error)
                : new DeviceException(DeviceProblems.LinkLost, $"no TLS: {error.Message}", error);
        }
    }

    /// <summary>The other side of it, for simulators.</summary>
    /// <exception cref="DeviceException">The caller does not speak TLS.</exception>
    public static async Task<TlsLink> AcceptAsync(ILink link, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var opened = new SslStream(new LinkStream(link));
        try
        {
            await opened.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
            return new TlsLink(link, opened);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            await opened.DisposeAsync();
            throw new DeviceException(DeviceProblems.LinkLost, $"no TLS: {error.Message}", error);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, $"connection lost: {error.Message}", error);
        }
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _stream.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, $"connection lost: {error.Message}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The link first: a farewell of TLS to a peer that is gone would wait.
        await _link.DisposeAsync();
        await _stream.DisposeAsync();
    }
}
