using System.Diagnostics;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>One ffmpeg that gets fragments and gives something made of them. It ends when its input does, so none outlives the agent.</summary>
internal sealed class FragmentProcess : IAsyncDisposable
{
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly Task _reading;
    private readonly Task<string> _complaints;

    private FragmentProcess(Process process, Func<Stream, Task> read, TimeProvider time)
    {
        (_process, _time) = (process, time);
        _reading = read(process.StandardOutput.BaseStream);
        _complaints = LastLineAsync(process.StandardError);
    }

    /// <param name="ffmpeg">As the recorder uses it.</param>
    /// <param name="read">Reads what it gives, to the end.</param>
    public static FragmentProcess Start(string ffmpeg, IReadOnlyList<string> arguments, Func<Stream, Task> read, TimeProvider time)
    {
        var process = Process.Start(new ProcessStartInfo(ffmpeg, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        return new FragmentProcess(process, read, time);
    }

    /// <exception cref="IOException">It has ended; the message has its last words.</exception>
    /// <exception cref="TimeoutException">It does not take its input.</exception>
    public async Task FeedAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            var input = _process.StandardInput.BaseStream;
            await input.WriteAsync(bytes, cancellationToken).AsTask().WaitAsync(WriteLimit, _time, cancellationToken);
            await input.FlushAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new IOException($"ffmpeg ended: {await _complaints}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await Task.WhenAll(_reading, _complaints).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    /// <summary>The last line is the one that says why.</summary>
    private static async Task<string> LastLineAsync(StreamReader reader)
    {
        var last = "";
        while (await reader.ReadLineAsync() is { } line) last = line;
        return last;
    }
}
