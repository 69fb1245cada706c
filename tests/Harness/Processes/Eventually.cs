using System.Diagnostics;

namespace Tongtang.Harness.Processes;

/// <summary>Waits for other processes: asks again until the answer is yes or the time is over.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan within, Func<string> otherwise)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > within) throw new InvalidOperationException($"Not within {within.TotalSeconds} s: {otherwise()}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    public static Task TrueAsync(Func<bool> condition, TimeSpan within, Func<string> otherwise) =>
        TrueAsync(() => Task.FromResult(condition()), within, otherwise);

    /// <summary>Lets a lesson go on for a while; the only real waiting there is, because cameras film in real time.</summary>
    public static Task LessonGoesOnAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
}
