using System.Net.Sockets;
using System.Text;
using Tongtang.HubServer.Webhooks;

namespace Tongtang.HubServer.Notices;

/// <summary>Sends to robots and programs by HTTP.</summary>
internal sealed class RobotSender : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int LongestAnswer = 4096;

    private readonly WebhooksSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public RobotSender(WebhooksSettings settings, TimeProvider time) => (_settings, _time, _http) = (settings, time, WebhookClient.New(settings, atOnce: 4));

    public void Dispose() => _http.Dispose();

    public async Task<NoticeOutcome> SendAsync(OpenChannel channel, string id, NoticeContent content, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            // Settings may be stricter than when it was made.
            if (WebhookAddress.Fault(channel.Target.Url, _settings) is { } fault) return NoticeOutcome.Failed("address_private", $"The address {fault}.");
            using var request = RobotRequest.Of(channel, id, content, _time.GetUtcNow());
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended.Token);
            var body = await ReadAsync(response.Content, ended.Token);
            if (channel.IsRobot) return RobotAnswer.Read(channel.Kind, (int)response.StatusCode, body);
            return response.IsSuccessStatusCode ? NoticeOutcome.Done($"HTTP {(int)response.StatusCode} {body}") : NoticeOutcome.Failed("refused", $"HTTP {(int)response.StatusCode} {body}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoticeOutcome.Failed("timeout", $"No answer in {Patience.TotalSeconds:0} seconds.");
        }
        catch (Exception failure) when (failure is HttpRequestException or WebhookAddressException or SocketException or IOException)
        {
            return Failed(failure);
        }
    }

    public static NoticeOutcome Failed(Exception failure) => failure switch
    {
        WebhookAddressException => NoticeOutcome.Failed("address_private", failure.Message),
        HttpRequestException { InnerException: WebhookAddressException inner } => NoticeOutcome.Failed("address_private", inner.Message),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => NoticeOutcome.Failed("certificate_refused", failure.InnerException?.Message ?? failure.Message),
        _ => NoticeOutcome.Failed("connection_failed", failure.Message),
    };

    /// <summary>Its beginning: what the peer says beyond that is nobody's business here.</summary>
    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var piece = new byte[LongestAnswer];
        var length = await stream.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(piece, 0, length);
    }
}
