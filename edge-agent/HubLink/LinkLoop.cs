using System.Security.Authentication;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>The link broke in a way that only the agent noticed.</summary>
internal sealed class LinkLostException(string message) : Exception(message);

/// <summary>
/// Keeps the control connection: asks <see cref="LinkMachine"/> when, connects, lets a <see cref="LinkSession"/> talk,
/// and tells the machine how it ended. Anything but a broken link ends the process: it is a bug.
/// </summary>
internal sealed partial class LinkLoop(
    HubIdentity identity,
    HubConnections connections,
    LinkMachine machine,
    LinkBoard board,
    NetworkWatch network,
    LinkSession session,
    TimeProvider time,
    ILogger<LinkLoop> logger) : BackgroundService
{
    private long _identitySeen = -1;
    private long _networkSeen;
    private string? _problem;

    private TimeSpan Now => time.GetElapsedTime(0, time.GetTimestamp());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _networkSeen = network.Up.Version;
        while (true)
        {
            TakeEvents();
            board.Show(machine.Phase, _problem);
            if (machine.ConnectIn(Now) is { } due && due <= TimeSpan.Zero && identity.Current is { } current) await ConnectAsync(current, stoppingToken);
            else await WaitForTurnAsync(stoppingToken);
        }
    }

    private void TakeEvents()
    {
        if (_identitySeen != identity.Changed.Version)
        {
            _identitySeen = identity.Changed.Version;
            _problem = identity.Problem;
            if (identity.Problem is { } problem) LogIdentityUnreadable(problem);
            if (identity.Current is { } current) board.Name(current.Enrolled.RoomName, current.Enrolled.SchoolName);
            machine.IdentityChanged(identity.Current is not null, Now);
        }
        if (_networkSeen != network.Up.Version)
        {
            _networkSeen = network.Up.Version;
            machine.NetworkUp(Now);
        }
    }

    private async Task WaitForTurnAsync(CancellationToken stoppingToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(
            Task.Delay(machine.ConnectIn(Now) ?? Timeout.InfiniteTimeSpan, time, round.Token),
            identity.Changed.WaitAsync(_identitySeen, round.Token),
            network.Up.WaitAsync(_networkSeen, round.Token));
        await round.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private async Task ConnectAsync(AgentIdentity current, CancellationToken stoppingToken)
    {
        machine.Connecting();
        board.Show(machine.Phase, _problem);
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var connection = connections.Open(current);
        var talking = session.RunAsync(connection, Welcomed, round.Token);
        var replaced = identity.Changed.WaitAsync(_identitySeen, round.Token);
        await Task.WhenAny(talking, replaced);
        await round.CancelAsync();
        var retryAfter = await HowItEndedAsync(talking, connection, stoppingToken);
        machine.Ended(Now, retryAfter);
        LogEnded(current.Enrolled.Hub, _problem, machine.ConnectIn(Now)?.TotalSeconds ?? 0);
    }

    private void Welcomed(Welcome welcome)
    {
        machine.Welcomed(Now);
        _problem = null;
        board.Name(welcome.RoomName, welcome.SchoolName);
        board.Show(machine.Phase, problem: null);
        LogOnline(identity.Current?.Enrolled.Hub, welcome.RoomName);
    }

    /// <summary>Sets the problem; answers how long the hub wants to be left alone.</summary>
    private async Task<TimeSpan?> HowItEndedAsync(Task talking, HubConnection connection, CancellationToken stoppingToken)
    {
        try
        {
            await talking;
        }
        catch (GrpcException error)
        {
            var code = error.Trailers.Get("tongtang-code");
            _problem = connection.Trust.Problem ?? (code is null ? error.Message : $"{code}: {error.Message}");
            return RetryAfter(error);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            _problem = null;
        }
        catch (Exception error) when (error is LinkLostException or HttpRequestException or IOException or AuthenticationException)
        {
            _problem = connection.Trust.Problem ?? error.GetBaseException().Message;
        }
        return null;
    }

    internal static TimeSpan? RetryAfter(GrpcException error) =>
        int.TryParse(error.Trailers.Get("retry-after-ms"), out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, 3_600_000))
            : null;
}
