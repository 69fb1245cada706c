using System.CommandLine;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Commands;

/// <summary><c>edge-agent enrol CODE [--hub ADDRESS]</c>: makes this box the agent of a room. The running agent notices.</summary>
internal static class EnrolCommand
{
    public static Command Make(SettingOptions options)
    {
        var code = new Argument<string>("CODE") { Description = "The join code, or a file tongtang-join.json." };
        var hub = new Option<string?>("--hub") { Description = "The hub's address for boxes, such as https://hub.example:8701, when the code does not carry it." };
        var enrol = new Command("enrol", "Makes this box the agent of a room.") { code, hub };
        enrol.SetAction((parsed, cancellationToken) => EnrolAsync(options.Read(parsed), parsed.GetRequiredValue(code), parsed.GetValue(hub), parsed.InvocationConfiguration, cancellationToken));
        return enrol;
    }

    private static async Task<int> EnrolAsync(IConfiguration settings, string codeOrFile, string? hub, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddDataFolder(SettingsReader.Read<AgentOptions>(settings, "Agent").DataFolder)
            .AddLogging()
            .AddStores()
            .AddEnrolment(settings)
            .BuildServiceProvider();
        try
        {
            var order = JoinFile.Read(codeOrFile, hub);
            var enrolled = await services.GetRequiredService<BoxEnrolment>().EnrolAsync(order.Code, order.Hub, cancellationToken);
            await console.Output.WriteLineAsync($"This box is now the agent of {enrolled.SchoolName} {enrolled.RoomName} ({enrolled.RoomId}) at {enrolled.Hub}.");
            return 0;
        }
        catch (EnrolmentException error)
        {
            await console.Error.WriteLineAsync($"{error.Message} ({error.Code})");
            return 1;
        }
    }
}
