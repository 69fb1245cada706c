using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
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
    CertificateRenewal renewal,
    HubClock clock,
    TimeProvider time,
    ILogger<LinkLoop> logger) : BackgroundService
{
    /// <summary>Only a person helps, and a new identity is tried at once anyway.</summary>
    private static readonly TimeSpan Hopeless = TimeSpan.FromMinutes(5);

    /// <summary>Nothing need happen for longer; the loop comes round all the same, so that one that hangs is noticed.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>All that ends or recovers a connection has its own limit; together they are well below this.</summary>
    private static readonly TimeSpan Unfinished = TimeSpan.FromMinutes(3);

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
            board.Pulse.Within(Unfinished);
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
            Task.Delay(machine.ConnectIn(Now) is { } due && due < LongestWait ? due : LongestWait, time, round.Token),
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
        board.Pulse.Within(Unfinished);
        await round.CancelAsync();
        var (retryAfter, expired) = await HowItEndedAsync(talking, connection, current, stoppingToken);
        if (expired) retryAfter = await RecoverAsync(current, stoppingToken);
        machine.Ended(Now, retryAfter);
        LogEnded(current.Enrolled.Hub, _problem, machine.ConnectIn(Now)?.TotalSeconds ?? 0);
    }

    private void Welcomed(Welcome welcome)
    {
        machine.Welcomed(Now);
        _problem = null;
        board.Name(welcome.RoomName, welcome.SchoolName);
        board.Welcomed(welcome.StoreGeneration);
        board.Show(machine.Phase, problem: null);
        LogOnline(identity.Current?.Enrolled.Hub, welcome.RoomName);
    }

    /// <summary>Sets the problem; answers how long the hub wants to be left alone, and whether the box's certificate is past.</summary>
    private async Task<(TimeSpan? RetryAfter, bool Expired)> HowItEndedAsync(Task talking, HubConnection connection, AgentIdentity current, CancellationToken stoppingToken)
    {
        try
        {
            await talking;
        }
        catch (GrpcException error)
        {
            _problem = connection.Trust.Problem ?? (error.Code() is { } code ? $"{code}: {error.Message}" : error.Message);
            return (error.RetryAfter(), error.Code() is { } said ? said == "certificate_expired" : IsPast(error, connection, current));
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            _problem = null;
        }
        catch (Exception error) when (error is LinkLostException or HttpRequestException or IOException or AuthenticationException)
        {
            _problem = connection.Trust.Problem ?? error.GetBaseException().Message;
            return (null, error is not LinkLostException && IsPast(error, connection, current));
        }
        return (null, false);
    }

    /// <summary>
    /// Our hub takes the connection of an expired certificate and says so in words; one that sits behind something that
    /// breaks such connections off cannot. A box that believes itself past then tries to recover; if it is wrong, the hub knows.
    /// </summary>
    private bool IsPast(Exception error, HubConnection connection, AgentIdentity current) =>
        connection.Trust.Problem is null && error.GetBaseException() is not SocketException && new DateTimeOffset(current.Certificate.NotAfter) <= clock.UtcNow;

    /// <summary>Success is news of another identity, which is tried at once.</summary>
    private async Task<TimeSpan?> RecoverAsync(AgentIdentity current, CancellationToken stoppingToken)
    {
        try
        {
            if (await renewal.RecoverAsync(current, stoppingToken)) LogRecovered(identity.Current?.Certificate.NotAfter);
            return null;
        }
        catch (GrpcException error)
        {
            _problem = error.Code() is { } code ? $"{code}: {error.Message}" : error.Message;
            return error.RetryAfter() ?? (error.Code() == "recovery_too_late" ? Hopeless : null);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or AuthenticationException or CryptographicException)
        {
            _problem = error.GetBaseException().Message;
            return null;
        }
    }
}
