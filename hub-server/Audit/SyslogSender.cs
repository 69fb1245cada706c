using System.Net.Sockets;
using System.Security.Authentication;
using Dapper;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Audit;

/// <summary>How the collector is doing.</summary>
/// <param name="Host">Empty: there is none.</param>
/// <param name="Connected">Rows go there now.</param>
/// <param name="Waiting">Rows it may not have.</param>
/// <param name="Problem">Why it is not connected, in English.</param>
internal sealed record CollectorState(string Host, bool Connected, long Waiting, string? Problem);

/// <summary>
/// Tells a syslog collector of every row. The queue is the audit itself with a mark in it: what is behind the mark the
/// collector has, for the connection it went through has lived on for longer than a broken one could. After a break it
/// begins at the mark again: a row may come twice (its <c>seq</c> says so), none is left out.
/// </summary>
internal sealed partial class SyslogSender(HubDatabase database, AuditSettings settings, TimeProvider time, ILogger<SyslogSender> logger) : BackgroundService
{
    private const string Mark = "collector";

    private const string Select = $"SELECT {AuditChain.Columns} FROM audit_row WHERE seq > @after ORDER BY seq LIMIT @Piece";

    private const int Piece = 200;

    /// <summary>A row is taken for received when its connection is still there so long after.</summary>
    private static readonly TimeSpan s_settled = CollectorLine.BreaksWithin + TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private volatile string? _problem;
    private volatile bool _connected;

    public async Task<CollectorState> StateAsync(CancellationToken cancellationToken)
    {
        if (settings.SyslogHost.Length == 0) return new CollectorState("", false, 0, null);
        await using var connection = await database.OpenAsync(cancellationToken);
        var (mark, head) = (await AuditChain.MarkAsync(connection, Mark), await AuditChain.MarkAsync(connection, AuditChain.Head));
        return new CollectorState(settings.SyslogHost, _connected, head.Seq - mark.Seq, _problem);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.SyslogHost.Length == 0) return;
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            try
            {
                await using var line = await CollectorLine.OpenAsync(settings, stoppingToken);
                (_connected, _problem) = (true, null);
                LogConnected(settings.SyslogHost, settings.SyslogPort);
                pause = TimeSpan.FromSeconds(1);
                await SendAsync(line, stoppingToken);
            }
            catch (Exception failure) when (failure is IOException or SocketException or AuthenticationException)
            {
                if (_connected || _problem is null) LogBroken(failure, settings.SyslogHost, settings.SyslogPort);
                (_connected, _problem) = (false, failure.Message);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailed(failure);
                (_connected, _problem) = (false, failure.Message);
            }
            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task SendAsync(CollectorLine line, CancellationToken cancellationToken)
    {
        var unsettled = new Queue<(AuditMark Upto, long At)>();
        var sent = await MarkAsync(cancellationToken);
        while (true)
        {
            var rows = await ReadAsync(sent, cancellationToken);
            if (rows.Count > 0)
            {
                await line.SendAsync(rows.SelectMany(row => SyslogMessage.Frame(row, Environment.MachineName)).ToArray(), cancellationToken);
                sent = rows[^1].Seq;
                unsettled.Enqueue((new AuditMark { Seq = sent, Hash = rows[^1].Hash }, time.GetTimestamp()));
            }
            line.RequireOpen();
            await SettleAsync(unsettled, cancellationToken);
            if (rows.Count < Piece) await Task.Delay(s_pace, time, cancellationToken);
        }
    }

    private async Task SettleAsync(Queue<(AuditMark Upto, long At)> unsettled, CancellationToken cancellationToken)
    {
        AuditMark? settled = null;
        while (unsettled.TryPeek(out var first) && time.GetElapsedTime(first.At) >= s_settled) settled = unsettled.Dequeue().Upto;
        if (settled is not null) await database.WriteAsync(connection => connection.ExecuteAsync(AuditChain.SaveMark, new { name = Mark, seq = settled.Seq, hash = settled.Hash }), cancellationToken);
    }

    private async Task<long> MarkAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await AuditChain.MarkAsync(connection, Mark)).Seq;
    }

    private async Task<List<AuditRow>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<AuditRow>(Select, new { after, Piece })).AsList();
    }

    [LoggerMessage(EventId = 8205, Level = LogLevel.Information, Message = "The audit goes to the syslog collector {Host}:{Port}")]
    private partial void LogConnected(string host, int port);

    [LoggerMessage(EventId = 8206, Level = LogLevel.Warning, Message = "The syslog collector {Host}:{Port} is away; the audit waits for it")]
    private partial void LogBroken(Exception failure, string host, int port);

    [LoggerMessage(EventId = 8207, Level = LogLevel.Error, Message = "The audit could not be sent to the syslog collector; trying again")]
    private partial void LogFailed(Exception failure);
}
