using System.Net.Sockets;
using System.Text;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Webhooks;

/// <summary>
/// Sends what is in line, some at a time, and tries again for about a day. A webhook that does not answer holds up nobody
/// but itself: each attempt ends after <see cref="Patience"/>. Messages may come twice and out of order; their ids and
/// times say so.
/// </summary>
internal sealed partial class WebhookSender : BackgroundService, IBeating
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int AtOnce = 8;

    private const int Piece = 64;

    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_cleanEvery = TimeSpan.FromHours(1);

    private readonly WebhookStore _store;
    private readonly WebhookQueue _queue;
    private readonly WebhooksSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookSender> _logger;
    private readonly HttpClient _http;
    private DateTimeOffset _cleanedAt;

    public WebhookSender(WebhookStore store, WebhookQueue queue, WebhooksSettings settings, TimeProvider time, ILogger<WebhookSender> logger)
    {
        (_store, _queue, _settings, _time, _logger) = (store, queue, settings, time, logger);
        _http = WebhookClient.New(settings, AtOnce);
    }

    /// <summary>How long after so many attempts the next one is; null: no more.</summary>
    public static TimeSpan? WaitAfter(int attempts) => attempts switch
    {
        1 => TimeSpan.FromSeconds(10),
        2 => TimeSpan.FromMinutes(1),
        3 => TimeSpan.FromMinutes(5),
        4 => TimeSpan.FromMinutes(30),
        5 => TimeSpan.FromHours(2),
        6 => TimeSpan.FromHours(6),
        7 => TimeSpan.FromHours(12),
        _ => null,
    };

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var timer = _time.CreateTimer(_ => _queue.Wake(), null, TimeSpan.Zero, s_pace);
        while (true)
        {
            await _queue.Signal.ReadAsync(stoppingToken);
            try
            {
                await SendDueAsync(stoppingToken);
                await CleanAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure);
            }
        }
    }

    private async Task SendDueAsync(CancellationToken cancellationToken)
    {
        while (await _store.DueAsync(Piece, cancellationToken) is { Count: > 0 } due)
        {
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (delivery, token) =>
            {
                using var work = Pulse.Work();
                var (status, errorCode) = await SendAsync(delivery, token);
                var next = errorCode is null ? null : WaitAfter((int)delivery.Attempts + 1);
                await _store.FinishAsync(delivery.Id, status, errorCode, next is { } wait ? _time.GetUtcNow() + wait : null, token);
                LogSent(delivery.Id, delivery.Event, (int)delivery.Attempts + 1, status, errorCode);
            });
        }
    }

    private async Task<(int? Status, string? ErrorCode)> SendAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            // Settings may be stricter than when it was made.
            if (WebhookAddress.Fault(delivery.Url, _settings) is not null) return (null, "address_private");
            using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json") };
            request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(delivery.Secret, _time.GetUtcNow(), delivery.Body));
            request.Headers.Add("Tongtang-Delivery", delivery.Id);
            request.Headers.Add("Tongtang-Event", delivery.Event);
            // What it answers beyond the status is nobody's business here.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended.Token);
            return ((int)response.StatusCode, response.IsSuccessStatusCode ? null : "answer_refused");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "timeout");
        }
        catch (HttpRequestException failure)
        {
            return (null, failure.InnerException is WebhookAddressException ? "address_private" : failure.HttpRequestError == HttpRequestError.SecureConnectionError ? "certificate_refused" : "connection_failed");
        }
        catch (Exception failure) when (failure is WebhookAddressException or SocketException)
        {
            return (null, failure is WebhookAddressException ? "address_private" : "connection_failed");
        }
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        if (_time.GetUtcNow() - _cleanedAt < s_cleanEvery) return;
        _cleanedAt = _time.GetUtcNow();
        await _store.CleanAsync(_settings.LogLife, cancellationToken);
    }

    [LoggerMessage(EventId = 8101, Level = LogLevel.Debug, Message = "Delivery {DeliveryId} ({Event}), attempt {Attempt}: status {Status}, {ErrorCode}")]
    private partial void LogSent(string deliveryId, string @event, int attempt, int? status, string? errorCode);

    [LoggerMessage(EventId = 8102, Level = LogLevel.Error, Message = "Webhooks could not be served; trying again")]
    private partial void LogFailed(Exception error);
}
