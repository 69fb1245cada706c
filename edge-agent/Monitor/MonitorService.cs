using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Monitor;

/// <summary>What decodes for the monitor.</summary>
/// <param name="Ffmpeg">As the recorder uses it.</param>
/// <param name="PictureWidth">Pixels; the height follows.</param>
internal sealed record MonitorProgram(string Ffmpeg, int PictureWidth);

/// <summary>One <see cref="SourceMonitor"/> per source, following the list of sources as the installer changes it.</summary>
internal sealed class MonitorService(
    SourceList sources, SourceTaps taps, SnapshotBoard board, ClapTest claps, MonitorProgram program, TimeProvider time, ILogger<SourceMonitor> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var seen = sources.Changed.Version;
            using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var loops = sources.Current.Select(s => new SourceMonitor(s.Name, taps[s.Name], board, claps, program, time, logger).RunAsync(round.Token)).ToList();
            try
            {
                // A loop ends by itself only by a bug; then this throws, and the process ends with its stack.
                await await Task.WhenAny([sources.Changed.WaitAsync(seen, round.Token), .. loops]);
            }
            finally
            {
                await round.CancelAsync();
                await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
