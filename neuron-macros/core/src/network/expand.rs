//! The Rust that a network becomes: groups of cells and synapses, one per type, the constants of its handles, and the
//! struct that a run gives back.

use super::model::{Connection, End, Model, Neuron, RuleKind, Synapse};
use crate::cell::{copy, given, mechanism_info, number_type, setting_constant};
use crate::items::{Setting, Value, lower};
use crate::mechanism::literal::{float, path};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

/// Neurons of one type that are named, or one array.
struct Cells<'a> {
    field: Ident,
    alias: Ident,
    neurons: Vec<&'a Neuron>,
    array: Option<&'a TokenStream>,
}

/// Synapses of one type between named neurons, or one projection.
struct Synapses<'a> {
    field: Ident,
    alias: Ident,
    items: Vec<(&'a Connection, &'a Synapse)>,
    projection: bool,
}

struct Network<'a> {
    model: &'a Model,
    cells: Vec<Cells<'a>>,
    synapses: Vec<Synapses<'a>>,
}

fn key(path: &syn::Path) -> String {
    path.to_token_stream().to_string()
}

impl<'a> Network<'a> {
    fn new(model: &'a Model) -> Self {
        let prefix = &model.ident;
        let mut cells: Vec<Cells<'a>> = Vec::new();
        for neuron in model.neurons.iter().filter(|neuron| neuron.len.is_none()) {
            match cells.iter_mut().find(|group| key(&group.neurons[0].path) == key(&neuron.path)) {
                Some(group) => group.neurons.push(neuron),
                None => {
                    let k = cells.len();
                    cells.push(Cells {
                        field: format_ident!("cells_{}", k),
                        alias: format_ident!("{}Cell{}", prefix, k, span = neuron.path.span()),
                        neurons: vec![neuron],
                        array: None,
                    });
                }
            }
        }
        for neuron in model.neurons.iter() {
            if let Some(len) = &neuron.len {
                let k = cells.len();
                cells.push(Cells {
                    field: format_ident!("cells_{}", k),
                    alias: format_ident!("{}Cell{}", prefix, k, span = neuron.path.span()),
                    neurons: vec![neuron],
                    array: Some(len),
                });
            }
        }
        let mut synapses: Vec<Synapses<'a>> = Vec::new();
        for projection in [false, true] {
            for connection in &model.connections {
                let array = |end: &End| model.neuron(&end.neuron).is_some_and(|neuron| neuron.len.is_some());
                if (array(&connection.from) || array(&connection.to)) != projection {
                    continue;
                }
                for synapse in &connection.synapses {
                    let same = |group: &&mut Synapses<'a>| {
                        !projection && !group.projection && key(&group.items[0].1.path) == key(&synapse.path)
                    };
                    match synapses.iter_mut().find(same) {
                        Some(group) => group.items.push((connection, synapse)),
                        None => {
                            let k = synapses.len();
                            synapses.push(Synapses {
                                field: format_ident!("synapses_{}", k),
                                alias: format_ident!("{}Synapse{}", prefix, k, span = synapse.path.span()),
                                items: vec![(connection, synapse)],
                                projection,
                            });
                        }
                    }
                }
            }
        }
        Network { model, cells, synapses }
    }

    /// Each path of the user's stands once, so that a wrong one is one error.
    fn aliases(&self) -> TokenStream {
        let cells = self.cells.iter().map(|group| (&group.alias, &group.neurons[0].path));
        let synapses = self.synapses.iter().map(|group| (&group.alias, &group.items[0].1.path));
        cells
            .chain(synapses)
            .map(|(alias, path)| {
                let number = number_type(path);
                quote! {
                    #[doc(hidden)]
                    #[allow(non_camel_case_types, dead_code)]
                    type #alias<__T> = #path #number;
                }
            })
            .collect()
    }

    fn place(&self, neuron: &Ident) -> (usize, usize) {
        for (g, group) in self.cells.iter().enumerate() {
            if let Some(k) = group.neurons.iter().position(|own| own.ident == *neuron) {
                return (g, k);
            }
        }
        (0, 0)
    }

    fn cell_info(&self, group: usize) -> TokenStream {
        let alias = &self.cells[group].alias;
        quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::DescribeCell>::INFO)
    }

    /// Number of neurons of a group, as a constant.
    fn len(&self, group: usize) -> TokenStream {
        match self.cells[group].array {
            Some(len) if len.clone().into_iter().count() == 1 => len.clone(),
            Some(len) => quote!((#len)),
            None => Literal::usize_unsuffixed(self.cells[group].neurons.len()).to_token_stream(),
        }
    }

    /// Where the states of a group of cells begin, as a constant and a sign, nothing for the first.
    fn begin(&self, group: usize) -> TokenStream {
        let before = (0..group).map(|g| {
            let (len, info) = (self.len(g), self.cell_info(g));
            quote!(#len * #info.states() +)
        });
        before.collect()
    }

    /// V at an end of a connection: its index for the first neuron, the distance to the next, their number.
    fn side(&self, end: &End) -> (TokenStream, TokenStream) {
        let (group, k) = self.place(&end.neuron);
        let (info, begin) = (self.cell_info(group), self.begin(group));
        let name = end.compartment.as_ref().map(Ident::to_string).unwrap_or_default();
        let span = end.compartment.as_ref().unwrap_or(&end.neuron).span();
        let offset = quote_spanned!(span=> ::neuron_runtime::private::check::compartment_begin(&#info, #name));
        if self.cells[group].array.is_some() {
            let len = self.len(group);
            return (quote!(#begin #offset * #len), len);
        }
        let before = (k > 0).then(|| {
            let k = Literal::usize_unsuffixed(k);
            quote!(#k * #info.states() +)
        });
        (quote!(#begin #before #offset), quote!(1))
    }

    fn fields(&self) -> TokenStream {
        let cells = (0..self.cells.len()).map(|g| {
            let Cells { field, alias, array, .. } = &self.cells[g];
            let len = self.len(g);
            match array {
                Some(_) => quote!(#field: ::neuron_runtime::private::Population<T, #alias<T>>),
                None => quote!(#field: [#alias<T>; #len]),
            }
        });
        let synapses = self.synapses.iter().map(|Synapses { field, alias, items, projection }| {
            let len = Literal::usize_unsuffixed(items.len());
            if *projection {
                quote!(#field: ::neuron_runtime::private::Projection<T, #alias<T>>)
            } else {
                quote!(#field: ::neuron_runtime::private::Synapses<#alias<T>, #len>)
            }
        });
        // A network without neurons is a mistake, and a struct all the same.
        let none = self.cells.is_empty().then(|| quote!(none: ::core::marker::PhantomData<T>,));
        quote!(#(#cells,)* #(#synapses,)* #none)
    }

    fn info(&self) -> TokenStream {
        let name = self.model.ident.to_string();
        let cells = (0..self.cells.len()).map(|g| {
            let names = self.cells[g].neurons.iter().map(|neuron| neuron.ident.to_string());
            let (info, array) = (self.cell_info(g), self.cells[g].array.is_some());
            quote! {
                ::neuron_runtime::private::CellsInfo { cell: &#info, names: &[#(#names),*], array: #array }
            }
        });
        let synapses = self.synapses.iter().map(|group| {
            let names =
                group.items.iter().map(|(connection, synapse)| format!("{}.{}", connection.name(), synapse.name));
            let (info, array) = (mechanism_info(&group.alias), group.projection);
            quote! {
                ::neuron_runtime::private::SynapsesInfo {
                    synapse: #info,
                    names: &[#(#names),*],
                    array: #array,
                }
            }
        });
        let (ident, info) = (&self.model.ident, path("NetworkInfo"));
        quote! {
            #[automatically_derived]
            impl<T> ::neuron_runtime::private::DescribeNetwork for #ident<T> {
                const INFO: #info = #info { name: #name, cells: &[#(#cells),*], synapses: &[#(#synapses),*] };
            }
        }
    }

    fn default(&self) -> TokenStream {
        let cells = (0..self.cells.len()).map(|g| {
            let Cells { field, alias, neurons, array } = &self.cells[g];
            let info = self.cell_info(g);
            let cell = |neuron: &Neuron| {
                let settings = neuron.settings.iter().filter(|s| matches!(s.value, Value::One(_))).map(|setting| {
                    let Value::One(value) = &setting.value else { return TokenStream::new() };
                    cell_setting(setting, value, &info)
                });
                configured(alias, settings)
            };
            if array.is_none() {
                let each = neurons.iter().map(|neuron| cell(neuron));
                return quote!(let #field = [#(#each),*];);
            }
            let (shared, len) = (cell(neurons[0]), self.len(g));
            let some = match neurons[0].count() {
                Some(_) => TokenStream::new(),
                None => constant(quote_spanned!(span_of(array)=> ::neuron_runtime::private::check::array(#len))),
            };
            let each = neurons[0].settings.iter().filter_map(|setting| {
                let Value::Each(values, span) = &setting.value else { return None };
                let count = Literal::usize_unsuffixed(values.len());
                let settings = values.iter().map(|value| cell_setting(setting, value, &info));
                let one_each = quote_spanned!(*span=> ::neuron_runtime::private::check::one_each(#count, #len));
                Some(quote! {{
                    const _: () = #one_each;
                    const SETTINGS: [::neuron_runtime::private::check::Setting; #count] = [#(#settings),*];
                    for (k, setting) in SETTINGS.into_iter().enumerate() {
                        ::neuron_runtime::private::CellGroup::set_parameter(
                            &mut population, ::core::option::Option::Some(k), setting.index, setting.value,
                        );
                    }
                }})
            });
            quote! {
                #some
                let #field = {
                    #[allow(unused_mut)]
                    let mut population = ::neuron_runtime::private::Population::new(#len, #shared);
                    #(#each)*
                    population
                };
            }
        });
        let synapses = self.synapses.iter().map(|group| {
            let Synapses { field, alias, items, projection } = group;
            let made: Vec<TokenStream> = items.iter().map(|(_, synapse)| synapse_value(alias, synapse)).collect();
            if !projection {
                let ends = items.iter().map(|(connection, _)| {
                    let ((from, _), (to, _)) = (self.side(&connection.from), self.side(&connection.to));
                    quote!((#from, #to))
                });
                let count = Literal::usize_unsuffixed(items.len());
                return quote! {
                    let #field = {
                        const ENDS: [(usize, usize); #count] = [#(#ends),*];
                        ::neuron_runtime::private::Synapses { synapses: [#(#made),*], ends: &ENDS }
                    };
                };
            }
            let (connection, made) = (items[0].0, &made[0]);
            let ((from, pre), (to, post)) = (self.side(&connection.from), self.side(&connection.to));
            let same = connection.from.neuron == connection.to.neuron;
            let (rule, check) = rule(connection, &pre, &post, same);
            quote! {
                #check
                let #field = ::neuron_runtime::private::Projection::new(
                    #made,
                    const { ::neuron_runtime::private::Side { first: #from, stride: 1, len: #pre } },
                    const { ::neuron_runtime::private::Side { first: #to, stride: 1, len: #post } },
                    #same,
                    #rule,
                );
            }
        });
        let ident = &self.model.ident;
        let (fields, none) = (self.field_names(), self.none());
        quote! {
            #[automatically_derived]
            impl ::core::default::Default for #ident<f64> {
                fn default() -> Self {
                    #(#cells)*
                    #(#synapses)*
                    #ident { #(#fields,)* #none }
                }
            }
        }
    }

    /// The value of the field that a network without neurons has.
    fn none(&self) -> TokenStream {
        if self.cells.is_empty() { quote!(none: ::core::marker::PhantomData) } else { TokenStream::new() }
    }

    fn field_names(&self) -> Vec<&Ident> {
        let cells = self.cells.iter().map(|group| &group.field);
        cells.chain(self.synapses.iter().map(|group| &group.field)).collect()
    }

    /// Every cell is one, and every synapse, of the kind that its arrow says.
    fn checks(&self) -> TokenStream {
        let mut checks = TokenStream::new();
        for group in &self.cells {
            let alias = &group.alias;
            let check = quote_spanned! {alias.span()=>
                ::neuron_runtime::private::check::cell(
                    &<#alias<f64> as ::neuron_runtime::private::DescribeCell>::INFO
                )
            };
            checks.extend(constant(check));
        }
        for group in &self.synapses {
            let info = mechanism_info(&group.alias);
            for (connection, synapse) in &group.items {
                let electrical = connection.electrical;
                let check = quote_spanned! {synapse.path.span()=>
                    ::neuron_runtime::private::check::synapse(#info, #electrical)
                };
                checks.extend(quote!(const _: () = #check;));
            }
        }
        checks
    }

    fn implementation(&self) -> TokenStream {
        let ident = &self.model.ident;
        let neurons = format_ident!("{}Neurons", ident);
        let visit = |mutable: bool, groups: Vec<(&Ident, &Ident, bool)>, method: &str| -> TokenStream {
            groups
                .into_iter()
                .map(|(field, alias, slice)| {
                    let mutable = mutable.then(|| quote_spanned!(alias.span()=> mut));
                    let all = slice.then(|| quote_spanned!(alias.span()=> [..]));
                    // Where a type is none that can be visited, its path is to blame.
                    let span = alias.span().resolved_at(Span::call_site());
                    let (field, method) = (Ident::new(&field.to_string(), span), Ident::new(method, span));
                    quote_spanned!(span=> visitor.#method(&#mutable self.#field #all);)
                })
                .collect()
        };
        let cells = || self.cells.iter().map(|group| (&group.field, &group.alias, group.array.is_none())).collect();
        let synapses = || self.synapses.iter().map(|group| (&group.field, &group.alias, false)).collect();
        let (cells_ref, synapses_ref) = (visit(false, cells(), "cells"), visit(false, synapses(), "synapses"));
        let (cells_mut, synapses_mut) = (visit(true, cells(), "cells"), visit(true, synapses(), "synapses"));
        let make = self.cells.iter().flat_map(|group| group.neurons.iter().map(move |neuron| (group, neuron)));
        let (mut made, mut shown) = (TokenStream::new(), TokenStream::new());
        for (group, neuron) in make {
            let field = field_of(neuron);
            if group.array.is_some() {
                let own = &group.field;
                made.extend(quote! {
                    #field: (0..::neuron_runtime::private::CellGroup::len(&self.#own)).map(|_| next()).collect(),
                });
                shown.extend(quote!(neurons.#field.iter().for_each(&mut *visit);));
            } else {
                made.extend(quote!(#field: next(),));
                shown.extend(quote!(visit(&neurons.#field);));
            }
        }
        let converted_cells = self.cells.iter().map(|group| {
            let field = &group.field;
            match group.array {
                Some(_) => quote!(#field: self.#field.map(convert)),
                None => quote!(#field: self.#field.each_ref().map(|cell| ::neuron_runtime::private::Parameters::map(cell, convert))),
            }
        });
        let converted_synapses = self.synapses.iter().map(|group| {
            let field = &group.field;
            if group.projection {
                return quote!(#field: self.#field.map(convert));
            }
            quote!(#field: ::neuron_runtime::private::Synapses {
                synapses: self.#field.synapses.each_ref().map(|s| ::neuron_runtime::private::Parameters::map(s, convert)),
                ends: self.#field.ends,
            })
        });
        let (scalar, network) = (path("Scalar"), path("Network"));
        let none = self.none();
        quote! {
            #[automatically_derived]
            impl<T: #scalar> #network<T> for #ident<T> {
                type Tag = #ident<f64>;
                type Neurons<R> = #neurons<R>;
                type With<U: #scalar> = #ident<U>;

                #[inline(always)]
                fn cells<V: ::neuron_runtime::private::VisitCells<T>>(&self, visitor: &mut V) { #cells_ref }

                #[inline(always)]
                #[allow(unused_variables)]
                fn synapses<V: ::neuron_runtime::private::VisitSynapses<T>>(&self, visitor: &mut V) { #synapses_ref }

                fn groups_mut<V: ::neuron_runtime::private::VisitMut<T>>(&mut self, visitor: &mut V) {
                    #cells_mut
                    #synapses_mut
                }

                fn neurons<R>(&self, next: &mut dyn FnMut() -> R) -> #neurons<R> {
                    #neurons { #made #none }
                }

                fn each_neuron<'a, R>(neurons: &'a #neurons<R>, visit: &mut dyn FnMut(&'a R)) {
                    #shown
                }

                fn map<U: #scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                    #ident { #(#converted_cells,)* #(#converted_synapses,)* #none }
                }
            }
        }
    }

    /// The struct of neurons that a run gives back.
    fn neurons(&self) -> TokenStream {
        let Model { ident, visibility, .. } = self.model;
        let name = format_ident!("{}Neurons", ident);
        let fields = self.cells.iter().flat_map(|group| {
            group.neurons.iter().map(move |neuron| {
                let (field, doc) = (field_of(neuron), format!(" {}.", neuron.ident));
                match group.array {
                    Some(_) => quote!(#[doc = #doc] pub #field: ::neuron_runtime::private::Vec<R>),
                    None => quote!(#[doc = #doc] pub #field: R),
                }
            })
        });
        let doc = format!(" One `R` for each neuron of [`{ident}`].");
        let none = self.cells.is_empty().then(|| quote!(#[doc(hidden)] pub none: ::core::marker::PhantomData<R>));
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug, PartialEq)]
            #visibility struct #name<R> { #(#fields,)* #none }
        }
    }

    fn handles(&self) -> TokenStream {
        let Model { ident, visibility, .. } = self.model;
        let (mut constants, mut structures) = (TokenStream::new(), TokenStream::new());
        for (g, group) in self.cells.iter().enumerate() {
            for (k, neuron) in group.neurons.iter().enumerate() {
                let (name, alias, docs) = (&neuron.ident, &group.alias, &neuron.docs);
                let (element, len) = match group.array {
                    Some(_) => (quote!(::core::option::Option::None), self.len(g)),
                    None => {
                        let k = Literal::usize_unsuffixed(k);
                        (quote!(::core::option::Option::Some(#k)), quote!(1))
                    }
                };
                let g = Literal::usize_unsuffixed(g);
                let doc = format!(" Handles of the neuron{} `{name}`.", if group.array.is_some() { "s" } else { "" });
                let blank = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
                constants.extend(quote! {
                    #(#docs)*
                    #blank
                    #[doc = #doc]
                    pub const #name: <#alias<f64> as ::neuron_runtime::private::Handled>::Handles<Self> =
                        #alias::<f64>::handles(::neuron_runtime::private::Place::of(::neuron_runtime::private::Origin {
                            group: ::neuron_runtime::private::Group::Cells(#g),
                            element: #element,
                            len: #len,
                        }));
                });
            }
        }
        for connection in &self.model.connections {
            let name = connection.name();
            let structure = format_ident!("{}{}Handles", ident, name);
            let (mut fields, mut values) = (TokenStream::new(), TokenStream::new());
            for synapse in &connection.synapses {
                let Some((g, group, k)) = self.find(synapse) else { continue };
                let (field, alias) = (&synapse.name, &group.alias);
                let element = if group.projection {
                    quote!(::core::option::Option::None)
                } else {
                    let k = Literal::usize_unsuffixed(k);
                    quote!(::core::option::Option::Some(#k))
                };
                let g = Literal::usize_unsuffixed(g);
                let doc = format!(" Handles of the synapse `{field}`.");
                let ty = quote!(<#alias<f64> as ::neuron_runtime::private::Handled>::Handles<N>);
                fields.extend(quote!(#[doc = #doc] pub #field: #ty,));
                values.extend(quote! {
                    #field: #alias::<f64>::handles(::neuron_runtime::private::Place::of(::neuron_runtime::private::Origin {
                        group: ::neuron_runtime::private::Group::Synapses(#g),
                        element: #element,
                        len: 0,
                    })),
                });
            }
            let doc = format!(" Handles of the connection `{name}` of [`{ident}`].");
            let copy = copy(&structure);
            structures.extend(quote! {
                #copy

                #[doc = #doc]
                #[allow(non_snake_case, non_camel_case_types)]
                #visibility struct #structure<N> { #fields }
            });
            constants.extend(quote! {
                #[doc = #doc]
                pub const #name: #structure<Self> = #structure { #values };
            });
        }
        quote! {
            #structures

            #[automatically_derived]
            #[allow(non_upper_case_globals)]
            impl #ident<f64> { #constants }
        }
    }

    fn find(&self, synapse: &Synapse) -> Option<(usize, &Synapses<'a>, usize)> {
        self.synapses.iter().enumerate().find_map(|(g, group)| {
            let k = group.items.iter().position(|(_, own)| std::ptr::eq(*own, synapse))?;
            Some((g, group, k))
        })
    }
}

/// The first token of an array's length.
fn span_of(len: &Option<&TokenStream>) -> Span {
    len.and_then(|len| len.clone().into_iter().next()).map_or_else(Span::call_site, |token| token.span())
}

/// The field of a run: the neuron's name in lower case.
fn field_of(neuron: &Neuron) -> Ident {
    lower(&neuron.ident)
}

fn cell_setting(setting: &Setting, value: &crate::unit::Quantity, info: &TokenStream) -> TokenStream {
    let path = setting.path.iter().map(Ident::to_string);
    // Each name before the last is looked for at its own token.
    let parts = (1..setting.path.len()).map(|k| {
        let before = setting.path[..k].iter().map(Ident::to_string);
        let check = quote_spanned! {setting.path[k - 1].span()=>
            ::neuron_runtime::private::check::cell_part(&#info, &[#(#before),*])
        };
        constant(check)
    });
    let parts: TokenStream = parts.collect();
    let found = quote_spanned!(setting.span()=> ::neuron_runtime::private::check::cell_setting(&#info, &[#(#path),*]));
    let value = given(found, value);
    if parts.is_empty() { value } else { quote!({ #parts #value }) }
}

fn synapse_value(alias: &Ident, synapse: &Synapse) -> TokenStream {
    let info = mechanism_info(alias);
    configured(alias, synapse.settings.iter().map(|setting| setting_constant(setting, &info)))
}

/// A cell or synapse with its settings: a call and a table, so that a thousand of them stay quick to compile.
fn configured(alias: &Ident, settings: impl Iterator<Item = TokenStream>) -> TokenStream {
    let settings: Vec<TokenStream> = settings.collect();
    let names: Vec<Ident> = (0..settings.len()).map(|k| format_ident!("SETTING_{}", k)).collect();
    // An item each, so that `cargo check` looks at every one of them.
    quote!({
        #(const #names: ::neuron_runtime::private::check::Setting = #settings;)*
        ::neuron_runtime::private::configured::<#alias<f64>>(&[#(#names),*])
    })
}

/// A check that is carried out while compiling.
fn constant(check: TokenStream) -> TokenStream {
    quote!(const _: () = #check;)
}

/// A rule as a value, and its check.
fn rule(connection: &Connection, pre: &TokenStream, post: &TokenStream, same: bool) -> (TokenStream, TokenStream) {
    let Some(rule) = &connection.rule else { return (TokenStream::new(), TokenStream::new()) };
    let name = path("Rule");
    let span = rule.span;
    match &rule.kind {
        RuleKind::AllToAll { autapses } => (quote!(#name::AllToAll { autapses: #autapses }), TokenStream::new()),
        RuleKind::OneToOne => (
            quote!(#name::OneToOne),
            constant(quote_spanned!(span=> ::neuron_runtime::private::check::one_to_one(#pre, #post))),
        ),
        RuleKind::Probability { probability, seed, autapses } => {
            let probability = float(*probability);
            let rule = quote!(#name::Probability { probability: #probability, seed: #seed, autapses: #autapses });
            (rule, TokenStream::new())
        }
        RuleKind::Inputs { inputs, seed, autapses, span } => (
            quote!(#name::Inputs { inputs: #inputs, seed: #seed, autapses: #autapses }),
            constant(quote_spanned!(*span=> ::neuron_runtime::private::check::inputs(#inputs, #pre, #same, #autapses))),
        ),
        RuleKind::Pairs(pairs) => {
            let pairs = pairs.iter().map(|[from, to]| {
                let (from, to) = (Literal::usize_unsuffixed(from.index), Literal::usize_unsuffixed(to.index));
                quote!((#from, #to))
            });
            listed(quote!(&[#(#pairs),*]), span, pre, post)
        }
        RuleKind::Listed(path) => listed(path.to_token_stream(), span, pre, post),
    }
}

/// Pairs in a constant, where a path that is none is one error.
fn listed(pairs: TokenStream, span: Span, pre: &TokenStream, post: &TokenStream) -> (TokenStream, TokenStream) {
    let rule = path("Rule");
    let check = quote_spanned!(span=> ::neuron_runtime::private::check::pairs(PAIRS, #pre, #post));
    (
        quote!({
            const PAIRS: &[(usize, usize)] = #pairs;
            const _: () = #check;
            #rule::Pairs(PAIRS)
        }),
        TokenStream::new(),
    )
}

/// The whole expansion.
pub fn expand(model: &Model) -> TokenStream {
    let network = Network::new(model);
    let Model { docs, visibility, ident, .. } = model;
    let aliases = network.aliases();
    let fields = network.fields();
    let (info, default, checks) = (network.info(), network.default(), network.checks());
    let (implementation, neurons, handles) = (network.implementation(), network.neurons(), network.handles());
    quote! {
        #aliases

        #(#docs)*
        #[derive(Clone, Debug, PartialEq)]
        #visibility struct #ident<T = f64> { #fields }

        #neurons
        #handles

        #[doc(hidden)]
        const _: () = {
            #checks
            #info
            #default
            #implementation
        };
    }
}
