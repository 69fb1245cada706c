using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Tongtang.HubServer.Audit;

/// <summary>
/// A TLS connection to the syslog collector. Syslog has no acknowledgement: that a collector is gone shows only when the
/// connection breaks, so it is made to break within <see cref="BreaksWithin"/> once the other side is silent.
/// </summary>
internal sealed class CollectorLine : IAsyncDisposable
{
    public static readonly TimeSpan BreaksWithin = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly SslStream _stream;
    private readonly Task<int> _end;

    private CollectorLine(SslStream stream)
    {
        _stream = stream;
        // A collector says nothing: whatever is read is the end.
        _end = stream.ReadAsync(new byte[1]).AsTask();
    }

    public static async Task<CollectorLine> OpenAsync(AuditSettings settings, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, TimeProvider.System);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(settings.SyslogHost, settings.SyslogPort, ended.Token);
            BreakSoon(socket);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            try
            {
                await stream.AuthenticateAsClientAsync(Options(settings), ended.Token);
                return new CollectorLine(stream);
            }
            catch
            {
                await stream.DisposeAsync();
                throw;
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new IOException($"{settings.SyslogHost}:{settings.SyslogPort} does not answer.", late);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">The collector is gone.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        RequireOpen();
        await _stream.WriteAsync(frames, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    /// <exception cref="IOException">The collector is gone.</exception>
    public void RequireOpen()
    {
        if (_end.IsFaulted) throw new IOException("The collector broke the connection.", _end.Exception!.InnerException);
        if (_end.IsCompleted) throw new IOException("The collector closed the connection.");
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await Task.WhenAny(_end);
        // Seen, so that nobody thinks it was lost.
        _ = _end.Exception;
    }

    private static SslClientAuthenticationOptions Options(AuditSettings settings)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = settings.SyslogHost, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (settings.SyslogAuthority.Length > 0)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(settings.SyslogAuthority);
        }
        if (settings.SyslogCertificate.Length > 0)
        {
            using var withKey = X509Certificate2.CreateFromPemFile(settings.SyslogCertificate);
            // Windows' TLS does not take a key that lives only in memory.
            options.ClientCertificates = [X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), null)];
        }
        return options;
    }

    /// <summary>Also while bytes wait for an answer, when keep-alive says nothing: TCP_USER_TIMEOUT (tcp(7)), TCP_MAXRT of Windows.</summary>
    private static void BreakSoon(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
        const int tcp = 6;
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(tcp, 18, BitConverter.GetBytes((int)BreaksWithin.TotalMilliseconds));
        else if (OperatingSystem.IsWindows()) socket.SetRawSocketOption(tcp, 5, BitConverter.GetBytes((int)BreaksWithin.TotalSeconds));
    }
}
