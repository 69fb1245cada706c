using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>All that it takes to get one source's capture going.</summary>
internal sealed class CaptureTools(ChildProcesses children, SourceProbe probe, MachineTrials trials, CaptureFiles files, OnvifSources onvif, RecordingOptions options)
{
    public RecordingOptions Options => options;

    /// <summary>The source as it is captured now: of an ONVIF camera its stream.</summary>
    /// <inheritdoc cref="OnvifSources.ResolveAsync"/>
    public Task<SourceOptions> ResolveAsync(SourceOptions source, CancellationToken cancellationToken) => onvif.ResolveAsync(source, cancellationToken);

    /// <exception cref="SourceProbeException">It cannot be looked at; the message says why.</exception>
    public Task<SourceFacts> ProbeAsync(SourceOptions source, CancellationToken cancellationToken) => probe.ProbeAsync(source, cancellationToken);

    /// <summary>Null when a source can have one track at most.</summary>
    public SoundPipe? MakeSoundPipe(SourceOptions source) => source.HasPicture && source.HasSound ? new SoundPipe(files.Folder, source.Name) : null;

    /// <param name="source">As <see cref="ResolveAsync"/> gave it.</param>
    public async Task<CapturePlan> PlanAsync(SourceOptions source, SourceFacts facts, SoundPipe? sound, CancellationToken cancellationToken)
    {
        var machine = await trials.ForAsync(source, facts, cancellationToken);
        var plan = CaptureArguments.For(source, facts, machine, new CapturePaths(files.Playlist(source), sound?.Address ?? ""));
        if (plan.Playlist is not null) await files.WritePlaylistAsync(source, plan.Playlist, cancellationToken);
        return plan;
    }

    public Task<ChildProcess> StartAsync(SourceOptions source, CapturePlan plan)
    {
        var (program, arguments, environment) = UserSession.Command(source, options.Ffmpeg, plan.Arguments, OperatingSystem.IsWindows(), Environment.UserName);
        return children.StartAsync(program, arguments, environment);
    }
}
