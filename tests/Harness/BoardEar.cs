namespace Tongtang.Harness;

/// <summary>Hears what a page that receives a lesson plays, by its spectrum.</summary>
internal static class BoardEar
{
    /// <summary>Well above what a silent element gives (−200), well below a sine of −18 dBFS in one bin.</summary>
    public const double HeardDb = -60;

    /// <summary>For the page: the loudest that a source's element plays at a frequency, dBFS within 1.5 s; −200: silence.</summary>
    /// <param name="source">Room and source, <c>{room}/{source}</c>.</param>
    public static string Script(string source, int hertz) => $$"""
        (async () => {
          const video = document.querySelector('video[data-sound="{{source}}"]');
          if (video === null) return '-200';
          const ear = (window.ears ??= new Map()).get(video) ?? (() => {
            const context = new AudioContext();
            const analyser = context.createAnalyser();
            analyser.fftSize = 8192; analyser.smoothingTimeConstant = 0;
            context.createMediaElementSource(video).connect(analyser).connect(context.destination);
            window.ears.set(video, { context, analyser });
            return window.ears.get(video);
          })();
          await ear.context.resume();
          // What was heard a moment ago is still in the spectrum.
          await new Promise(go => setTimeout(go, 700));
          let best = -200;
          const bins = new Float32Array(ear.analyser.frequencyBinCount);
          const end = performance.now() + 1500;
          while (performance.now() < end) {
            await new Promise(go => setTimeout(go, 50));
            ear.analyser.getFloatFrequencyData(bins);
            best = Math.max(best, bins[Math.round({{hertz}} * 8192 / ear.context.sampleRate)]);
          }
          return Math.max(-200, best).toFixed(1);
        })()
        """;
}
