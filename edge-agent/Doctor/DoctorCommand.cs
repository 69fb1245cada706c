using System.CommandLine;
using Tongtang.EdgeAgent.Commands;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Settings;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Doctor;

/// <summary>
/// <c>edge-agent doctor</c>: looks at everything a lesson needs and says in words what to do. Exit code 0: it records and
/// uploads; 1: something is bad. It disturbs neither a running agent nor its recordings.
/// </summary>
internal static class DoctorCommand
{
    public static Command Make(SettingOptions options)
    {
        var language = new Option<string?>("--language") { Description = "zh or en; otherwise as LANG says." };
        language.AcceptOnlyFromAmong("zh", "en");
        var doctor = new Command("doctor", "Checks ffmpeg, sources, disk, clock and hub, and says what to do.") { language };
        doctor.SetAction((parsed, cancellationToken) => ExamineAsync(options.Read(parsed), DoctorWords.IsChinese(parsed.GetValue(language)), parsed.InvocationConfiguration.Output, cancellationToken));
        return doctor;
    }

    private static async Task<int> ExamineAsync(IConfiguration settings, bool chinese, TextWriter output, CancellationToken cancellationToken)
    {
        await using var services = Services(settings).BuildServiceProvider();
        var worst = FindingLevel.Good;
        await foreach (var finding in FindAsync(services, cancellationToken))
        {
            worst = finding.Level > worst ? finding.Level : worst;
            await output.WriteLineAsync($"{MarkOf(finding.Level)} {DoctorWords.Say(finding, chinese)}");
        }
        await output.WriteLineAsync(DoctorWords.Say(new Finding(worst, $"verdict_{worst.ToString().ToLowerInvariant()}"), chinese));
        return worst == FindingLevel.Bad ? 1 : 0;
    }

    private static async IAsyncEnumerable<Finding> FindAsync(IServiceProvider services, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var finding in await services.GetRequiredService<ToolChecks>().RunAsync(cancellationToken)) yield return finding;
        await foreach (var finding in services.GetRequiredService<SourceChecks>().RunAsync(cancellationToken)) yield return finding;
        yield return await services.GetRequiredService<DiskChecks>().RunAsync(cancellationToken);
        foreach (var finding in await services.GetRequiredService<HubChecks>().RunAsync(cancellationToken)) yield return finding;
    }

    private static IServiceCollection Services(IConfiguration settings)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddDataFolder(SettingsReader.Read<AgentOptions>(settings, "Agent").DataFolder).AddStores().AddEquipment(settings).AddSources(settings).AddEnrolment(settings);
        services.AddSettings<RecordingOptions>(settings, "Recording");
        return services.AddSingleton<ToolChecks>().AddSingleton<SourceChecks>().AddSingleton<DiskChecks>().AddSingleton<HubChecks>();
    }

    private static char MarkOf(FindingLevel level) => level switch
    {
        FindingLevel.Good => '✓',
        FindingLevel.Warning => '!',
        _ => '✗',
    };
}
