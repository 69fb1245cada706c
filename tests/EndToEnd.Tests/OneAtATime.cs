// Every test here runs whole programs; two at once on a small machine would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
