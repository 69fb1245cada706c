namespace Tongtang.HubServer.Viewing;

/// <summary>What was just watched, in seconds since the lesson began.</summary>
internal sealed record WatchedSpan(double FromSeconds, double ToSeconds);

/// <summary>Body of <c>POST /api/v1/recordings/{id}/viewing</c>: what a player has shown since it last said so.</summary>
internal sealed record ViewingReport(IReadOnlyList<WatchedSpan> Spans);

/// <summary>How much a recording was watched, by people who were signed in.</summary>
/// <param name="Plays">A play ends after half an hour in which nothing is watched.</param>
/// <param name="Viewers">Different people.</param>
/// <param name="WatchedSeconds">All together.</param>
/// <param name="PartSeconds">The length of one of <paramref name="Parts"/>.</param>
/// <param name="Parts">Seconds watched of each part of the lesson, from its beginning; null while there are fewer than five viewers.</param>
/// <param name="Days">The latest first, at most a year; null while there are fewer than five viewers.</param>
internal sealed record ViewingStatistics(long Plays, long Viewers, double WatchedSeconds, int PartSeconds, IReadOnlyList<double>? Parts, IReadOnlyList<ViewingDay>? Days);

/// <summary>One day.</summary>
/// <param name="Plays">Null, as the others, on a day with fewer than five viewers.</param>
internal sealed record ViewingDay(DateOnly Day, long? Plays, long? Viewers, double? WatchedSeconds);
