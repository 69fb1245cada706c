using Microsoft.Extensions.Hosting;
using Tongtang.EdgeAgent.Broker;
using Tongtang.EdgeAgent.Copies;
using Tongtang.EdgeAgent.HomeAssistant;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Live;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Playback;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Tests.Commands;

/// <summary>The watchdog asks every loop of the box, but those that are named here, each with its reason.</summary>
public sealed class SupervisionTests
{
    private static readonly Dictionary<Type, string> s_unasked = new()
    {
        [typeof(LinkLoop)] = "asked through its board",
        [typeof(UploadLoop)] = "asked through its board",
        [typeof(MediaScan)] = "decodes a recording of hours in one piece; a file that hangs hangs its disk, which others are asked about",
        [typeof(MonitorService)] = "waits for pictures; that a source is silent is an alarm, not a reason to break off a recording",
        [typeof(CopyDesk)] = "a USB drive that hangs must not break off a recording",
        [typeof(OwnBroker)] = "waits for a process of its own",
        [typeof(DisplayLoop)] = "waits for a browser of its own",
        [typeof(HomeAssistantLoop)] = "lives as long as its connection, which ends itself when nothing is heard",
        [typeof(LiveLoop)] = "lives as long as its connection, which ends itself when nothing is heard",
        [typeof(PullLoop)] = "lives as long as its connection, which ends itself when nothing is heard",
    };

    [Fact]
    public async Task EveryLoopOfTheBox_IsAskedOrNamed()
    {
        await using var box = await new TestBox { Settings = [("HomeAssistant:Announce", "true"), ("Broker:Kind", "Own"), ("Monitor:Enabled", "true")] }.StartAsync();
        var loops = box.Get<IEnumerable<IHostedService>>().OfType<BackgroundService>().Where(loop => loop.GetType().Assembly == typeof(Program).Assembly).ToList();
        Assert.Empty(loops.Where(loop => loop is not IBeating).Select(loop => loop.GetType()).Except(s_unasked.Keys));
        Assert.Empty(s_unasked.Keys.Except(loops.Where(loop => loop is not IBeating).Select(loop => loop.GetType())));
    }
}
