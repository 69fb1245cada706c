using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Programs;

namespace Tongtang.Protocol.Tests.Programs;

/// <summary>A real datagram socket in systemd's place.</summary>
public sealed class WatchdogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<string> _heard = [];
    private readonly LogWatch _log = new();

    public WatchdogTests()
    {
        _systemd.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        _ = Task.Factory.StartNew(Listen, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AllAnswer_ASignOfLifeEachThirdOfTheLimit()
    {
        using var watchdog = Watch(("writer", _ => Task.CompletedTask));
        await watchdog.StartAsync(CancellationToken.None);
        var began = _time.GetTimestamp();
        await PassAsync(() => Signs >= 4);
        Assert.InRange(_time.GetElapsedTime(began).TotalSeconds, 29, 60);
        await watchdog.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task OneHangs_NoSignOfLifeUntilItMovesAgain()
    {
        var hangs = new TaskCompletionSource();
        using var watchdog = Watch(("writer", _ => Task.CompletedTask), ("recorder", _ => hangs.Task));
        await watchdog.StartAsync(CancellationToken.None);
        await PassAsync(() => _log.Lines.Any(line => line.Contains("No sign of life from: recorder", StringComparison.Ordinal)));
        Assert.Equal(0, Signs);
        hangs.SetResult();
        await PassAsync(() => Signs >= 2);
        Assert.Contains(_log.Lines, line => line.Contains("Alive again: recorder", StringComparison.Ordinal));
        await watchdog.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task OneFails_ItHasAnswered()
    {
        using var watchdog = Watch(("database", _ => Task.FromException(new IOException("disk full"))));
        await watchdog.StartAsync(CancellationToken.None);
        await PassAsync(() => Signs >= 2);
        await watchdog.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task LoopThatDoesNotKeepItsWord_IsMissedUntilItComesRound()
    {
        var loop = new Heartbeat(_time);
        using var watchdog = Watch(("link", loop.AskAsync));
        await watchdog.StartAsync(CancellationToken.None);
        await PassAsync(() => Signs >= 2);
        loop.Within(TimeSpan.FromSeconds(25));
        var before = Signs;
        await PassAsync(() => Signs >= before + 2);
        await PassAsync(() => _log.Lines.Any(line => line.Contains("No sign of life from: link", StringComparison.Ordinal)));
        before = Signs;
        for (var i = 0; i < 60; i++) _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(before, Signs);
        loop.Within(TimeSpan.FromMinutes(10));
        await PassAsync(() => Signs >= before + 2);
        await watchdog.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task WorkThatDoesNotEnd_IsMissedAndNamed_HoweverMuchElseEnds()
    {
        using var loop = new WorkingLoop(_time);
        var services = new ServiceCollection().AddSingleton<IHostedService>(loop).BuildServiceProvider();
        using var watchdog = Watch(services);
        await watchdog.StartAsync(CancellationToken.None);
        await PassAsync(() => Signs >= 2);
        var hangs = loop.Pulse.Work(TimeSpan.FromSeconds(25));
        loop.Pulse.Work(TimeSpan.FromSeconds(25)).Dispose();
        await PassAsync(() => _log.Lines.Any(line => line.Contains("No sign of life from: WorkingLoop", StringComparison.Ordinal)));
        var before = Signs;
        hangs.Dispose();
        await PassAsync(() => Signs >= before + 2);
        await watchdog.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("30000000", "1", null)]
    [InlineData("many", null, null)]
    [InlineData("30000000", null, 30.0)]
    public void Limit_IsForThisProcessOrNone(string? microseconds, string? pid, double? seconds) =>
        Assert.Equal(seconds, Manager(microseconds, pid).WatchdogLimit?.TotalSeconds);

    [Fact]
    public void NoSystemd_NothingHappens()
    {
        var manager = new ServiceManager(_ => null);
        manager.Ready();
        Assert.Null(manager.WatchdogLimit);
        new ServiceManager(name => name == "NOTIFY_SOCKET" ? _folder["nobody"] : null).Ready();
    }

    private Watchdog Watch(params (string Name, Func<CancellationToken, Task> Ask)[] parts) => Watch(new ServiceCollection().BuildServiceProvider(), parts);

    private Watchdog Watch(IServiceProvider services, params (string Name, Func<CancellationToken, Task> Ask)[] parts) => new(
        parts.Select(part => new PartPulse(part.Name, (_, cancellationToken) => part.Ask(cancellationToken))),
        services, Manager("30000000", pid: null), _time, LoggerFactory.Create(logging => logging.AddProvider(_log)).CreateLogger<Watchdog>());

    private ServiceManager Manager(string? microseconds, string? pid) => new(name => name switch
    {
        "NOTIFY_SOCKET" => _folder["notify"],
        "WATCHDOG_USEC" => microseconds,
        "WATCHDOG_PID" => pid ?? Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        _ => null,
    });

    private int Signs => _heard.Count(state => state == "WATCHDOG=1");

    /// <summary>Lets time pass, second by second, until it is so.</summary>
    private Task PassAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            if (condition()) return true;
            _time.Advance(TimeSpan.FromSeconds(1));
            return false;
        },
        TimeSpan.FromSeconds(30), () => $"heard {string.Join(' ', _heard)}");

    private void Listen()
    {
        var buffer = new byte[256];
        try
        {
            while (true) _heard.Enqueue(Encoding.UTF8.GetString(buffer, 0, _systemd.Receive(buffer)));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private sealed class WorkingLoop(TimeProvider time) : BackgroundService, IBeating
    {
        public Heartbeat Pulse { get; } = new(time);

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}
