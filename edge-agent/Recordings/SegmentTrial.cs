using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>Decodes a piece of a track with ffmpeg to find out whether it is sound: what a damaged one says is the proof, not its exit code.</summary>
internal sealed class SegmentTrial(ChildProcesses children, CaptureFiles files, RecordingOptions options, TimeProvider time)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    /// <summary>The largest of these lengths up to which decoding says nothing; 0: none of them. A segment whose trial cannot be made counts as sound.</summary>
    /// <param name="ends">Ascending; where a cut is possible.</param>
    public async Task<int> LongestSilentAsync(ReadOnlyMemory<byte> init, ReadOnlyMemory<byte> segment, IReadOnlyList<int> ends, CancellationToken cancellationToken)
    {
        var (good, bad) = (0, ends.Count + 1);
        var next = ends.Count;
        while (bad - good > 1)
        {
            if (await IsSilentAsync(init, segment[..ends[next - 1]], cancellationToken)) good = next;
            else bad = next;
            next = (good + bad) / 2;
        }
        return good == 0 ? 0 : ends[good - 1];
    }

    private async Task<bool> IsSilentAsync(ReadOnlyMemory<byte> init, ReadOnlyMemory<byte> segment, CancellationToken cancellationToken)
    {
        var path = Path.Combine(files.Folder, "trial.mp4");
        try
        {
            await using (var file = File.Create(path))
            {
                await file.WriteAsync(init, cancellationToken);
                await file.WriteAsync(segment, cancellationToken);
            }
            // The file's own time base: in that of its frame rate, uneven times would be complained of.
            await using var process = await children.StartAsync(
                options.Ffmpeg, ["-hide_banner", "-nostdin", "-v", "error", "-i", path, "-map", "0", "-enc_time_base", "-1", "-f", "null", "-"]);
            await process.ExitedAsync(cancellationToken).WaitAsync(_limit, time, cancellationToken);
            await process.ComplaintsAsync();
            return process.LastWords.Length == 0;
        }
        catch (Exception error) when (error is TimeoutException or System.ComponentModel.Win32Exception)
        {
            return true;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
