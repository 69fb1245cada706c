using System.IO.Pipes;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>One run of ffmpeg for one source, from its start to its end, whatever ends it.</summary>
internal sealed class CaptureRun(SourceCapture owner, ChildProcess process, CapturePlan plan, SoundPipe? soundPipe, CaptureReader reader, RecordingOptions options, TimeProvider time)
{
    private static readonly TimeSpan _silent = TimeSpan.FromSeconds(3);

    /// <summary>Returns why it ended; null when it was asked to.</summary>
    public async Task<SourceProblem?> RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var leader = Begin(plan.HasPicture ? MediaKind.Video : MediaKind.Audio, process.Output);
        var sound = ReadSoundAsync(ending.Token);
        var watch = WatchAsync(leader, ending.Token);
        var first = await Task.WhenAny((Task)leader.Ended, watch, TroubleAsync(sound, ending.Token));
        if (first == leader.Ended) await Task.WhenAny(sound, Task.Delay(TimeSpan.FromSeconds(0.3), time, CancellationToken.None));
        process.Kill();
        await ending.CancelAsync();
        reader.Remove(leader);
        var wanted = owner.Wanted && !cancellationToken.IsCancellationRequested;
        var silence = leader.Silence;
        var problem = await ReasonAsync(watch) ?? (leader.Ended.IsCompleted ? await leader.Ended : null) ?? await ReasonAsync(sound);
        await process.ExitedAsync(CancellationToken.None);
        await process.ComplaintsAsync();
        if (!wanted) return null;
        var words = process.LastWords.Length == 0 && process.ExitCode != 0 ? $"ffmpeg ended with code {process.ExitCode}" : process.LastWords;
        problem ??= CaptureWords.Understand(owner.Captured, words);
        // ffmpeg's own time limit ends it with code 0 and without a word, or it says that the data were invalid.
        if (silence > _silent && (problem.Code is "source_ended" or "source_garbled")) problem = SourceProblem.Stalled(silence);
        return problem.Words.Length > 0 ? problem : problem with { Words = SecretAddress.Redact(words, owner.Captured.Address) };
    }

    private CaptureStream Begin(MediaKind kind, Stream pipe)
    {
        var stream = new CaptureStream(kind, owner, new NonBlockingPipe((PipeStream)pipe), time);
        reader.Add(stream);
        return stream;
    }

    /// <summary>Ends when the sound has trouble; that it is over is none, the picture decides.</summary>
    private static async Task TroubleAsync(Task<SourceProblem?> sound, CancellationToken cancellationToken)
    {
        if (await ReasonAsync(sound) is null) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    /// <summary>What one of the loops has to say; its cancellation says nothing.</summary>
    private static async Task<SourceProblem?> ReasonAsync(Task<SourceProblem?> task)
    {
        try
        {
            return await task;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<SourceProblem?> ReadSoundAsync(CancellationToken cancellationToken)
    {
        if (soundPipe is null) return null;
        using var stream = Begin(MediaKind.Audio, await soundPipe.ConnectedAsync(cancellationToken));
        try
        {
            return await stream.Ended.WaitAsync(cancellationToken);
        }
        finally
        {
            reader.Remove(stream);
        }
    }

    /// <summary>ffmpeg can hang and look alive: what counts is bytes. A source nobody wants any more is let go.</summary>
    private async Task<SourceProblem?> WatchAsync(CaptureStream leader, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            if (!owner.Wanted) return null;
            if (leader.Silence >= options.Stall) return SourceProblem.Stalled(options.Stall);
            owner.Look();
        }
    }
}
