using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tongtang.Harness.Network;

/// <summary>What a mail server does at one point of the talk.</summary>
public enum MailTrouble
{
    None,

    /// <summary>Says nothing any more, and keeps the line.</summary>
    Hang,

    /// <summary>Closes the line.</summary>
    Cut,
}

/// <summary>A mail as it came over the wire.</summary>
internal sealed record ReceivedMail(string From, string To, string Data, bool WasSecure, string? User);

/// <summary>
/// A small mail server (RFC 5321): STARTTLS or TLS from the first byte, AUTH PLAIN and LOGIN, and every trouble that real
/// ones make. Its certificate is for localhost, from an authority of its own.
/// </summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2 _certificate;
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Task _loop;

    public MailServer()
    {
        (_certificate, AuthorityPem) = Certificates();
        _listener.Start();
        _loop = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The certificate of its authority.</summary>
    public string AuthorityPem { get; }

    public ConcurrentQueue<ReceivedMail> Mails { get; } = new();

    /// <summary>Every line that came, in order, except what was in a mail.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public bool TlsFromTheFirstByte { get; init; }

    public bool OffersStartTls { get; init; } = true;

    /// <summary>Null: it asks for nobody.</summary>
    public (string User, string Password)? Account { get; init; }

    /// <summary>What it answers to a command instead of its usual answer, such as <c>RCPT</c> to <c>550 5.1.1 no such user</c>.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What it does when that command comes; <c>.</c> is the end of a mail.</summary>
    public ConcurrentDictionary<string, MailTrouble> Troubles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Called when a mail is taken, before it says so.</summary>
    public Func<ReceivedMail, Task>? Taken { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _loop;
        await Task.WhenAll(_talks);
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _talks.Add(Task.Run(async () =>
                {
                    using (client) await TalkAsync(client);
                }));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            Stream stream = client.GetStream();
            var secure = TlsFromTheFirstByte;
            if (secure) stream = await SecureAsync(stream);
            await new Talk(this, stream, secure).RunAsync(_end.Token);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The other side is gone, or does not trust this one.
        }
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
        return tls;
    }

    private static (X509Certificate2 Certificate, string AuthorityPem) Certificates()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        leaf.CertificateExtensions.Add(names.Build());
        using var signed = leaf.Create(authority, now.AddDays(-1), now.AddDays(29), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return (X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null), authority.ExportCertificatePem());
    }

    /// <summary>One connection.</summary>
    private sealed class Talk(MailServer server, Stream first, bool isSecure)
    {
        private Stream _stream = first;
        private bool _secure = isSecure;
        private string? _user;
        private string _from = "";
        private string _to = "";

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            if (await InTroubleAsync("CONNECT", cancellationToken)) return;
            await SayAsync("220 localhost ready");
            while (await HearAsync(cancellationToken) is { } line)
            {
                server.Lines.Enqueue(line);
                var word = line.Split(' ', 2)[0].ToUpperInvariant();
                if (await InTroubleAsync(word, cancellationToken)) return;
                if (server.Answers.TryGetValue(word, out var answer)) await SayAsync(answer);
                else if (!await AnswerAsync(word, line, cancellationToken)) return;
            }
        }

        /// <returns>False when the talk is over.</returns>
        private async Task<bool> AnswerAsync(string word, string line, CancellationToken cancellationToken)
        {
            switch (word)
            {
                case "EHLO":
                    var offers = new List<string> { "localhost", "8BITMIME", "SMTPUTF8" };
                    if (server.OffersStartTls && !_secure) offers.Add("STARTTLS");
                    if (server.Account is not null) offers.Add("AUTH PLAIN LOGIN");
                    await SayAsync(string.Join("\r\n", offers.Select((offer, i) => $"250{(i == offers.Count - 1 ? ' ' : '-')}{offer}")));
                    return true;
                case "STARTTLS":
                    await SayAsync("220 go ahead");
                    (_stream, _secure) = (await server.SecureAsync(_stream), true);
                    return true;
                case "AUTH":
                    await SayAsync(await IsAllowedAsync(line, cancellationToken) ? "235 2.7.0 welcome" : "535 5.7.8 wrong user or password");
                    return true;
                case "MAIL":
                    _from = Between(line);
                    await SayAsync(server.Account is not null && _user is null ? "530 5.7.0 sign in first" : "250 2.1.0 fine");
                    return true;
                case "RCPT":
                    _to = Between(line);
                    await SayAsync("250 2.1.5 fine");
                    return true;
                case "DATA":
                    await SayAsync("354 go on");
                    return await TakeAsync(cancellationToken);
                case "QUIT":
                    await SayAsync("221 bye");
                    return false;
                default:
                    await SayAsync("250 fine");
                    return true;
            }
        }

        private async Task<bool> TakeAsync(CancellationToken cancellationToken)
        {
            var data = new StringBuilder();
            while (await HearAsync(cancellationToken) is var line && line != ".")
            {
                // What breaks off in the middle is no mail.
                if (line is null) return false;
                data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }
            var mail = new ReceivedMail(_from, _to, data.ToString(), _secure, _user);
            if (server.Answers.TryGetValue(".", out var answer))
            {
                await SayAsync(answer);
                return true;
            }
            server.Mails.Enqueue(mail);
            if (server.Taken is { } taken) await taken(mail);
            if (await InTroubleAsync(".", cancellationToken)) return false;
            await SayAsync("250 2.0.0 queued as 4711");
            return true;
        }

        private async Task<bool> IsAllowedAsync(string line, CancellationToken cancellationToken)
        {
            var parts = line.Split(' ');
            var (user, password) = ("", "");
            if (parts[1].Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
            {
                var told = parts.Length > 2 ? parts[2] : await AskAsync("334 ", cancellationToken);
                if (Encoding.UTF8.GetString(Convert.FromBase64String(told)).Split('\0') is [_, var name, var word]) (user, password) = (name, word);
            }
            else
            {
                user = Encoding.UTF8.GetString(Convert.FromBase64String(parts.Length > 2 ? parts[2] : await AskAsync("334 VXNlcm5hbWU6", cancellationToken)));
                password = Encoding.UTF8.GetString(Convert.FromBase64String(await AskAsync("334 UGFzc3dvcmQ6", cancellationToken)));
            }
            if (server.Account != (user, password)) return false;
            _user = user;
            return true;
        }

        private async Task<string> AskAsync(string question, CancellationToken cancellationToken)
        {
            await SayAsync(question);
            return await HearAsync(cancellationToken) ?? throw new IOException("The other side left.");
        }

        private async Task<bool> InTroubleAsync(string word, CancellationToken cancellationToken)
        {
            var trouble = server.Troubles.GetValueOrDefault(word);
            if (trouble == MailTrouble.Hang) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return trouble == MailTrouble.Cut;
        }

        private async Task SayAsync(string text)
        {
            await _stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"));
            await _stream.FlushAsync();
        }

        private async Task<string?> HearAsync(CancellationToken cancellationToken)
        {
            var line = new MemoryStream();
            var one = new byte[1];
            while (await _stream.ReadAsync(one, cancellationToken) == 1)
            {
                if (one[0] == (byte)'\n') return Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\r');
                line.WriteByte(one[0]);
            }
            return null;
        }

        private static string Between(string line) => line.Split('<', '>') is [_, var inside, ..] ? inside : "";
    }
}
