using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Playback;
using Tongtang.HubServer.Readings;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Reports;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Tests.Commands;

/// <summary>The watchdog asks every loop of the hub, but those that are named here, each with its reason.</summary>
public sealed class SupervisionTests
{
    private static readonly Dictionary<Type, string> s_unasked = new()
    {
        [typeof(DatabaseWatch)] = "waits for damage, which ends the program",
        [typeof(ReadingsWriter)] = "asked through its line",
        [typeof(DownloadQueue)] = "one file may take an hour; its page shows how far it is and ends it",
        [typeof(ExportLine)] = "one file may take an hour; its page shows how far it is and ends it",
        [typeof(BulkCommands)] = "waits for boxes; its page shows which and ends it",
        [typeof(RecycleBinEmptying)] = "deletes as long as there is something to delete, by threads that are asked",
        [typeof(SyslogSender)] = "waits for somebody else's collector; its page tells",
    };

    [Fact]
    public async Task EveryLoopOfTheHub_IsAskedOrNamed()
    {
        await using var hub = await RunningHub.StartAsync();
        var loops = hub.Services.GetServices<IHostedService>().OfType<BackgroundService>().Where(loop => loop.GetType().Assembly == typeof(Program).Assembly).ToList();
        Assert.Empty(loops.Where(loop => loop is not IBeating).Select(loop => loop.GetType()).Except(s_unasked.Keys));
        Assert.Empty(s_unasked.Keys.Except(loops.Where(loop => loop is not IBeating).Select(loop => loop.GetType())));
    }
}
