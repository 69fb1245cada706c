using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>One run of ffmpeg for one source, from its start to its end, whatever ends it.</summary>
internal sealed class CaptureRun(SourceCapture owner, ChildProcess process, CapturePlan plan, SoundPipe? soundPipe, RecordingOptions options, TimeProvider time)
{
    /// <summary>Fragments are fetched about twelve times a second instead of once each: a third of the agent's work. Uneven, so as not to beat with the camera.</summary>
    private const int LeastRestMs = 60;
    private const int MostRestMs = 100;

    /// <summary>Returns why it ended; empty when it was asked to.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var leader = new CaptureStream(plan.HasPicture ? MediaKind.Video : MediaKind.Audio, time);
        var leading = ReadAsync(leader, process.Output, ending.Token);
        var sound = ReadSoundAsync(ending.Token);
        var watch = WatchAsync(leader, ending.Token);
        var first = await Task.WhenAny(leading, watch, TroubleAsync(sound, ending.Token));
        if (first == leading) await Task.WhenAny(sound, Task.Delay(TimeSpan.FromSeconds(0.3), time, CancellationToken.None));
        process.Kill();
        await ending.CancelAsync();
        var reason = await ReasonAsync(watch) ?? await ReasonAsync(leading) ?? await ReasonAsync(sound);
        await process.ExitedAsync(CancellationToken.None);
        await process.ComplaintsAsync();
        return cancellationToken.IsCancellationRequested ? "" : reason ?? $"ffmpeg ended with code {process.ExitCode}";
    }

    /// <summary>Ends when the sound has trouble; that it is over is none, the picture decides.</summary>
    private static async Task TroubleAsync(Task<string?> sound, CancellationToken cancellationToken)
    {
        if (await ReasonAsync(sound) is null) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    /// <summary>What one of the loops has to say; its cancellation says nothing.</summary>
    private static async Task<string?> ReasonAsync(Task<string?> task)
    {
        try
        {
            return await task;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception error) when (error is MediaFormatException or IOException)
        {
            return error.Message;
        }
    }

    private async Task<string?> ReadSoundAsync(CancellationToken cancellationToken)
    {
        if (soundPipe is null) return null;
        using var stream = new CaptureStream(MediaKind.Audio, time);
        return await ReadAsync(stream, await soundPipe.ConnectedAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Null at the end of the stream.</summary>
    private async Task<string?> ReadAsync(CaptureStream stream, Stream source, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (count, more) = await stream.ReadAsync(source, cancellationToken);
            if (count == 0) return null;
            if (owner.Take(stream) is { } astray) return astray;
            await owner.HandOverAsync(cancellationToken);
            if (!more && owner.MayRest) await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LeastRestMs, MostRestMs)), time, cancellationToken);
        }
    }

    /// <summary>ffmpeg can hang and look alive: what counts is bytes. A source nobody wants any more is let go.</summary>
    private async Task<string?> WatchAsync(CaptureStream leader, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5), time, cancellationToken);
            if (!owner.Wanted) return "";
            if (leader.Silence >= options.Stall) return $"nothing came for {options.Stall.TotalSeconds:0} s";
            owner.Look();
        }
    }
}
