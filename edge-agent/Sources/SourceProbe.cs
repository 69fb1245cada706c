using System.Text.Json;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>A source that could not be looked at.</summary>
internal sealed class SourceProbeException(SourceProblem problem) : Exception(problem.Text)
{
    public SourceProblem Problem { get; } = problem;
}

/// <summary>Finds out what a source delivers, with a time limit of its own.</summary>
internal sealed class SourceProbe(ChildProcesses children, RecordingOptions options, CaptureFiles files, OnvifSources onvif, TimeProvider time)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(12);

    /// <exception cref="SourceProbeException">It refuses, hangs, wants a password or has nothing to record.</exception>
    public async Task<SourceFacts> ProbeAsync(SourceOptions source, CancellationToken cancellationToken)
    {
        switch (source.Kind)
        {
            case SourceKind.Rtsp:
                await files.WritePlaylistAsync(source, CaptureArguments.RtspPlaylist(source.Address), cancellationToken);
                return await StreamsAsync(source, CaptureArguments.Playlist(files.Playlist(source)), cancellationToken);
            case SourceKind.Onvif:
                return await ProbeAsync(await onvif.ResolveAsync(source, cancellationToken), cancellationToken);
            case SourceKind.File when !File.Exists(source.Address):
                throw new SourceProbeException(SourceProblem.FileMissing);
            case SourceKind.File:
                return await StreamsAsync(source, ["-i", Path.GetFullPath(source.Address)], cancellationToken);
            case SourceKind.Usb when !OperatingSystem.IsWindows():
                return await UsbAsync(source, cancellationToken);
            default:
                return new SourceFacts();
        }
    }

    /// <summary>ffprobe's JSON as facts. Pure.</summary>
    internal static SourceFacts Parse(string json)
    {
        var facts = new SourceFacts();
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("streams", out var streams)) return facts;
        foreach (var stream in streams.EnumerateArray())
        {
            var kind = Text(stream, "codec_type");
            if (kind == "video" && facts.VideoCodec.Length == 0)
                facts = facts with { VideoCodec = Text(stream, "codec_name"), Width = Number(stream, "width"), Height = Number(stream, "height") };
            else if (kind == "audio" && facts.AudioCodec.Length == 0)
                facts = facts with { AudioCodec = Text(stream, "codec_name") };
        }
        return facts;
    }

    /// <summary>Whether ffmpeg's list of a v4l2 device's formats has compressed pictures. Pure.</summary>
    internal static string ParseUsbFormats(string listing) =>
        listing.Contains("mjpeg", StringComparison.Ordinal) ? "mjpeg" : "";

    private async Task<SourceFacts> StreamsAsync(SourceOptions source, IReadOnlyList<string> input, CancellationToken cancellationToken)
    {
        var output = await RunAsync(
            options.Ffprobe, ["-hide_banner", "-loglevel", "error", "-show_entries", "stream=codec_type,codec_name,width,height", "-of", "json", .. input], source, cancellationToken);
        var facts = Parse(output);
        if (facts.VideoCodec.Length == 0 && facts.AudioCodec.Length == 0) throw new SourceProbeException(SourceProblem.NothingToRecord);
        return facts;
    }

    private async Task<SourceFacts> UsbAsync(SourceOptions source, CancellationToken cancellationToken)
    {
        if (!File.Exists(source.Address)) throw new SourceProbeException(SourceProblem.DeviceMissing);
        // Listing the formats always ends with an error: nothing was to be captured.
        await using var process = await children.StartAsync(options.Ffmpeg, ["-hide_banner", "-nostdin", "-f", "v4l2", "-list_formats", "all", "-i", source.Address]);
        await WithinLimitAsync(process.ExitedAsync(cancellationToken), cancellationToken);
        return new SourceFacts { UsbFormat = ParseUsbFormats(process.LastWords) };
    }

    private async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, SourceOptions source, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var process = await children.StartAsync(program, arguments);
        using var reader = new StreamReader(process.Output);
        var output = await WithinLimitAsync(reader.ReadToEndAsync(cancellationToken), cancellationToken);
        await process.ExitedAsync(cancellationToken);
        await process.ComplaintsAsync();
        if (process.ExitCode == 0) return output;
        var words = process.LastWords;
        var problem = CaptureWords.Understand(source, words.Length > 0 ? words : $"the probe ended with code {process.ExitCode}");
        // Its own time limit makes ffprobe say that the data were invalid, when there were none.
        var waited = time.GetElapsedTime(started);
        throw new SourceProbeException(problem.Code == "source_garbled" && waited > CaptureArguments.RtspLimit ? SourceProblem.Hangs(waited) with { Words = problem.Words } : problem);
    }

    private async Task<T> WithinLimitAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        await WithinLimitAsync((Task)task, cancellationToken);
        return await task;
    }

    private async Task WithinLimitAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(_limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new SourceProbeException(SourceProblem.Hangs(_limit));
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static int Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;
}
