using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Tongtang.HubServer.Webhooks;

namespace Tongtang.HubServer.Notices;

/// <summary>A connection to a mail server, for the messages of one turn. What broke once is opened anew.</summary>
internal sealed class MailLine(ChannelTarget target, string password, NoticesSettings settings, WebhooksSettings addresses, TimeProvider time) : IDisposable
{
    /// <summary>Mail servers that look at who calls take half a minute to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private SmtpClient? _client;

    public void Dispose() => _client?.Dispose();

    public async Task<NoticeOutcome> SendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            _client ??= await ConnectAsync(ended.Token);
            return NoticeOutcome.Done($"250 {await _client.SendAsync(message, ended.Token)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Drop();
            return NoticeOutcome.Failed("timeout", $"No answer in {Patience.TotalSeconds:0} seconds.");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Drop();
            return Failed(failure) ?? throw new InvalidOperationException("A mail could not be sent", failure);
        }
    }

    private async Task<SmtpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var client = new SmtpClient { CheckCertificateRevocation = false, LocalDomain = "tongtang.internal" };
        try
        {
            if (settings.MailAuthority.Length > 0) client.ServerCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors);
            var stream = await WebhookAddress.ConnectAsync(new DnsEndPoint(target.Host, target.Port), addresses.AllowPrivateAddresses, cancellationToken);
            await client.ConnectAsync(stream, target.Host, target.Port, OptionsOf(target.Security), cancellationToken);
            // Without a user nothing is proved; in the clear a password would be read by anybody on the way.
            if (target.User.Length > 0 && client.IsSecure) await client.AuthenticateAsync(target.User, password, cancellationToken);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private void Drop()
    {
        _client?.Dispose();
        _client = null;
    }

    private bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return false;
        if (errors == SslPolicyErrors.None) return true;
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(settings.MailAuthority);
        return chain.Build(new X509Certificate2(certificate));
    }

    private static SecureSocketOptions OptionsOf(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    /// <returns>Null for what is a mistake of ours.</returns>
    private static NoticeOutcome? Failed(Exception failure) => failure switch
    {
        SmtpCommandException refused => NoticeOutcome.Failed("refused", $"{(int)refused.StatusCode} {refused.Message}") with { IsFinal = (int)refused.StatusCode >= 500 && refused.ErrorCode != SmtpErrorCode.UnexpectedStatusCode },
        AuthenticationException => NoticeOutcome.Failed("sign_in_refused", failure.Message),
        SslHandshakeException => NoticeOutcome.Failed("certificate_refused", failure.InnerException?.Message ?? failure.Message),
        NotSupportedException => NoticeOutcome.Failed("certificate_refused", failure.Message),
        WebhookAddressException or SocketException or IOException or ProtocolException or ServiceNotConnectedException => RobotSender.Failed(failure),
        _ => null,
    };
}
