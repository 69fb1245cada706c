using System.Diagnostics;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Harness;
using Tongtang.Harness.Faults;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;
using Xunit.Abstractions;

namespace Tongtang.EdgeAgent.Tests.HubLink;

/// <summary>
/// A real hub killed and started again under boxes (in the long run 300): each has its own identity, TLS connection, state machine and time
/// probes, all the agent's own; only recorder and outbox are left out.
/// </summary>
[Trait("kind", "fault")]
[Collection(Alone.Name)]
public sealed class HubRestartTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_back = TimeSpan.FromSeconds(30);
    private static readonly int s_boxes = FaultTable.Times("HUB_RESTART_BOXES", 120);
    private static readonly int s_restarts = FaultTable.Times("HUB_RESTARTS", 1);

    [Fact]
    [Trait("speed", "slow")]
    public async Task HubRestarted_UnderManyBoxes_AllAreBackWithinThirtySecondsAndNoneIsAnAlarm()
    {
        // So short that without the grace after a start all of them would be alarms.
        await using var hub = await Hub.StartAsync("Alarms:LessonHours=Mon-Sun 00:00-23:59", "Alarms:OfflineAfter=00:00:10", "Alarms:RestartGrace=00:00:40");
        var boxes = new List<SimulatedBox>();
        for (var number = 0; number <= s_boxes; number++) boxes.Add(await SimulatedBox.EnrolAsync(hub, number));
        using var stop = new CancellationTokenSource();
        var gone = boxes[^1];
        boxes.Remove(gone);
        using var stopGone = new CancellationTokenSource();
        var (running, runningGone) = (boxes.ConvertAll(box => Task.Run(() => box.RunAsync(stop.Token))), Task.Run(() => gone.RunAsync(stopGone.Token)));
        await AllOnlineAsync(boxes.Append(gone), hub, s_back);

        var slowest = new List<double>();
        for (var restart = 0; restart < s_restarts; restart++)
        {
            // Long enough for a link to count as stable.
            await Eventually.LessonGoesOnAsync(6);
            await hub.KillAsync();
            await Eventually.TrueAsync(() => boxes.TrueForAll(box => !box.Online), TimeSpan.FromSeconds(20), () => "boxes do not notice");
            if (restart == s_restarts - 1) await stopGone.CancelAsync();
            await Eventually.LessonGoesOnAsync(2);
            await hub.StartAgainAsync();
            var clock = Stopwatch.StartNew();
            await AllOnlineAsync(boxes, hub, s_back);
            slowest.Add(clock.Elapsed.TotalSeconds);
            output.WriteLine($"all back after {clock.Elapsed.TotalSeconds:0.0} s");
            Assert.Empty((await hub.GetAsync("alarms?pageSize=10")).List("items"));
        }
        // Who does not come back is an alarm when the grace is over: the only one.
        var alarms = 0.0;
        await Eventually.TrueAsync(
            async () => (alarms = (await hub.GetAsync("alarms?pageSize=10")).Number("total")) > 0, TimeSpan.FromSeconds(70), () => $"the one that stays away is no alarm\n{hub.Log}");
        await Eventually.LessonGoesOnAsync(2);
        var alarm = Assert.Single((await hub.GetAsync("alarms?pageSize=10")).List("items"));
        Assert.Equal(("agent_offline", gone.RoomId), (alarm.Text("kind"), alarm.Text("roomId")));
        Assert.InRange(boxes.Min(box => box.Welcomes), s_restarts + 1, int.MaxValue);
        await stop.CancelAsync();
        await Task.WhenAll(running.Append(runningGone));
        boxes.Append(gone).ToList().ForEach(box => box.Dispose());
        FaultTable.Add(
            "F15", $"hub killed and started again under {s_boxes} boxes, over TLS, with the agent's own link", $"{s_restarts} times",
            "all back ≤ 30 s after the hub answers; no alarm but of the one that stays away", FormattableString.Invariant($"held, the last one back after {slowest.Max():0.0} s"));
    }

    private static Task AllOnlineAsync(IEnumerable<SimulatedBox> boxes, Hub hub, TimeSpan within)
    {
        var all = boxes.ToList();
        return Eventually.TrueAsync(
            () => all.TrueForAll(box => box.Online), within, () => $"{all.Count(box => !box.Online)} of {all.Count} are away: {all.Find(box => !box.Online)?.Problem}\n{hub.Log}");
    }

    /// <summary>The agent's identity, connections, state machine and probes, and a session that says hello and keeps the time.</summary>
    private sealed class SimulatedBox(ServiceProvider services, TemporaryFolder folder, string roomId) : IDisposable
    {
        private static readonly MethodDescriptor s_connect = LinkReflection.Descriptor.Services[0].FindMethodByName("Connect");
        private readonly LinkMachine _machine = new(services.GetRequiredService<HubOptions>().Pacing, Random.Shared.NextDouble, () => false);
        private volatile bool _online;

        public bool Online => _online;

        public string RoomId => roomId;

        public string? Problem { get; private set; }

        public int Welcomes { get; private set; }

        public static async Task<SimulatedBox> EnrolAsync(Hub hub, int number)
        {
            var folder = new TemporaryFolder();
            var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Hub:StableAfter", "00:00:05")]).Build();
            var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddDataFolder(folder.Path).AddLogging().AddStores().AddEnrolment(settings).BuildServiceProvider();
            var room = await hub.CreateRoomAsync($"room {number}");
            await services.GetRequiredService<BoxEnrolment>().EnrolAsync(await hub.JoinCodeAsync(room), hub.AgentsAddress, CancellationToken.None);
            return new SimulatedBox(services, folder, room);
        }

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            _machine.IdentityChanged(enrolled: true, Now);
            while (!cancellationToken.IsCancellationRequested)
            {
                try
                {
                    await Task.Delay(_machine.ConnectIn(Now)!.Value, TimeProvider.System, cancellationToken);
                    _machine.Connecting();
                    await TalkAsync(cancellationToken);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    break;
                }
                catch (Exception error) when (error is GrpcException or LinkLostException or HttpRequestException or IOException or OperationCanceledException)
                {
                    Problem = error.Message;
                    _online = false;
                    _machine.Ended(Now, (error as GrpcException)?.RetryAfter());
                }
            }
        }

        public void Dispose()
        {
            services.Dispose();
            folder.Dispose();
        }

        private static TimeSpan Now => TimeProvider.System.GetElapsedTime(0, TimeProvider.System.GetTimestamp());

        private async Task TalkAsync(CancellationToken cancellationToken)
        {
            var clock = services.GetRequiredService<HubClock>();
            using var connection = services.GetRequiredService<HubConnections>().Open(services.GetRequiredService<HubIdentity>().Current!);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await using var call = connection.Channel.Start<AgentMessage, HubMessage>(s_connect, new GrpcCallOptions(), ended.Token);
            await call.WriteAsync(new AgentMessage { Hello = new HubHello(clock, TimeProvider.System, roomId).Make() }, ended.Token);
            var welcome = (await call.ReadAsync(ended.Token))?.Welcome ?? throw new LinkLostException("no Welcome");
            _machine.Welcomed(Now);
            Welcomes++;
            _online = true;
            var outbound = System.Threading.Channels.Channel.CreateBounded<AgentMessage>(16);
            var probes = new TimeProbes(welcome.ProbeIntervalSeconds, clock, new Heartbeat(TimeProvider.System), TimeProvider.System);
            Task[] loops = [SendAsync(), ReceiveAsync(), probes.RunAsync(outbound.Writer, ended.Token)];
            var first = await Task.WhenAny(loops);
            await ended.CancelAsync();
            await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;

            async Task SendAsync()
            {
                await foreach (var message in outbound.Reader.ReadAllAsync(ended.Token)) await call.WriteAsync(message, ended.Token);
            }

            async Task ReceiveAsync()
            {
                while (await call.ReadAsync(ended.Token) is { } message)
                {
                    if (message.TimeReply is { } reply) probes.Answered(reply);
                }
                throw new LinkLostException("The hub ended the stream.");
            }
        }
    }
}
