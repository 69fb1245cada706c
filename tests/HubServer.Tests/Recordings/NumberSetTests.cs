using FsCheck;
using FsCheck.Fluent;
using Tongtang.HubServer.Recordings;

namespace Tongtang.HubServer.Tests.Recordings;

public sealed class NumberSetTests
{
    [Fact]
    public void Set_AnySpans_EqualsTheSetOfTheirNumbers()
    {
        var spans = Gen.Choose(0, 60).Two().ListOf().Select(list => list.Select(pair => (First: Math.Min(pair.Item1, pair.Item2), Last: Math.Max(pair.Item1, pair.Item2))).ToList());
        Prop.ForAll(spans.ToArbitrary(), list =>
        {
            var set = new NumberSet();
            var numbers = new SortedSet<long>();
            foreach (var (first, last) in list)
            {
                set.Add(first, last);
                for (var number = first; number <= last; number++) numbers.Add(number);
            }
            return set.Count == numbers.Count
                && set.End == (numbers.Count == 0 ? 0 : numbers.Max + 1)
                && Enumerable.Range(0, 62).All(number => set.Contains(number) == numbers.Contains(number))
                && set.Missing(50).SelectMany(span => Enumerable.Range((int)span.First, (int)span.Count)).SequenceEqual(Enumerable.Range(0, 50).Where(number => !numbers.Contains(number)))
                && set.Spans.Zip(set.Spans.Skip(1)).All(pair => pair.First.Last + 1 < pair.Second.First);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Missing_FullSet_IsNothing()
    {
        var set = new NumberSet();
        set.Add(0, 9);
        Assert.Empty(set.Missing(10));
        Assert.Equal([new NumberSpan(10, 10)], set.Missing(11));
        Assert.Empty(new NumberSet().Missing(0));
    }
}
